package io.vigie.contracts.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.contracts.secret.SecretSeal.SealBroken;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretSealTests {

    private final SecretSeal master = SecretSeal.ofMasterKey(Base64.getEncoder().encodeToString(new byte[32]));

    @Test
    void opensWhatItSealed() {
        String wrapped = master.newWrappedDataKey("environment-1");

        String sealed = master.unwrap(wrapped, "environment-1").seal("s3cr3t é", "api_token");

        assertThat(sealed).doesNotContain("s3cr3t");
        assertThat(master.unwrap(wrapped, "environment-1").open(sealed, "api_token"))
                .isEqualTo("s3cr3t é");
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        SecretSeal data = master.unwrap(master.newWrappedDataKey("e"), "e");

        assertThat(data.seal("same", "k")).isNotEqualTo(data.seal("same", "k"));
    }

    @Test
    void doesNotOpenElsewhereNorUnderAnotherKeyNorWhenChanged() {
        SecretSeal data = master.unwrap(master.newWrappedDataKey("e"), "e");
        String sealed = data.seal("secret", "api_token");
        byte[] changed = Base64.getDecoder().decode(sealed);
        changed[changed.length - 1] ^= 1;

        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> data.open(sealed, "other_key"));
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> master.open(sealed, "api_token"));
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> data.open(Base64.getEncoder().encodeToString(changed), "api_token"));
        assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> data.open("not base64 !", "api_token"));
    }
}
