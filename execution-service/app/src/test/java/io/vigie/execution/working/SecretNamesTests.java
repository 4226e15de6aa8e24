package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"token", "access_token", "userPassword", "API-KEY", "mot_de_passe", "clientSecret", "set-cookie"
            })
    void takesAValueOfSuchANameForASecret(String name) {
        assertThat(SecretNames.suggestASecret(name, "abc")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "status", "name", "passage", "keyboard"})
    void leavesOtherNamesReadable(String name) {
        assertThat(SecretNames.suggestASecret(name, "200")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"})
    void takesASignedTokenForASecretWhateverItsName(String value) {
        assertThat(SecretNames.suggestASecret("answer", value)).isTrue();
    }
}
