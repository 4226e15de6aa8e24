package io.vigie.campaign.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.definition.Definition.Label;
import io.vigie.contracts.definition.Definition.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HiddenParametersTests {

    private static Parameter parameter(String name, boolean secret, Parameter... fields) {
        return new Parameter(
                name, "any", new Label(name, name), null, false, null, List.of(), null, null, List.of(fields), secret);
    }

    @Test
    void namesWhatIsGivenAtAnyDepth() {
        List<Parameter> parameters = List.of(
                parameter("user", false),
                parameter("password", true),
                parameter("passphrase", true),
                parameter("auth", false, parameter("token", true)),
                parameter("servers", false, parameter("host", false), parameter("key", true)));

        assertThat(HiddenParameters.of(
                        parameters,
                        Map.of(
                                "user",
                                "ada",
                                "password",
                                "p",
                                "auth",
                                Map.of("token", "t"),
                                "servers",
                                List.of(Map.of("host", "h"), Map.of("host", "h", "key", "k")))))
                .containsExactly("auth.token", "password", "servers.key");
    }
}
