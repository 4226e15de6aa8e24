package io.vigie.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTests {

    private enum Method {
        GET,
        POST
    }

    @Test
    void fillsInTheDefaultsOfTheDescription() {
        Parameters parameters = parameters(Map.of("timeout", " "));

        assertThat(parameters.seconds("timeout")).isEqualTo(Duration.ofSeconds(30));
        assertThat(parameters.text("method")).isEqualTo("GET");
    }

    @Test
    void readsNumbersAndBooleansWrittenAsText() {
        Parameters parameters = parameters(Map.of("timeout", " 0.25 ", "strict", "true", "url", 12));

        assertThat(parameters.seconds("timeout")).isEqualTo(Duration.ofMillis(250));
        assertThat(parameters.flag("strict")).isTrue();
        assertThat(parameters.text("url")).isEqualTo("12");
        assertThat(parameters.number("timeout")).isEqualTo(new BigDecimal("0.25"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-3", "301"})
    void refusesANumberOutOfBoundsWithTheBounds(String timeout) {
        assertThatThrownBy(() -> parameters(Map.of("timeout", timeout)).seconds("timeout"))
                .isInstanceOf(ActionBrokenException.class)
                .hasMessage("Expected \"timeout\" to be a number between 0 and 300, but found \"" + timeout + "\".");
    }

    @Test
    void refusesAnEmptyLengthOfTime() {
        assertThatThrownBy(() -> parameters(Map.of("timeout", 0)).seconds("timeout"))
                .hasMessage("Expected \"timeout\" to be a positive number of seconds, but found 0.");
    }

    @Test
    void refusesAMissingText() {
        assertThatThrownBy(() -> parameters(Map.of()).text("url"))
                .hasMessage("Expected \"url\" to be a text, but found nothing.");
        assertThatThrownBy(() -> parameters(Map.of("url", Map.of())).text("url"))
                .hasMessage("Expected \"url\" to be a text, but found an object of 0 members.");
    }

    @Test
    void writesOutTheMembersOfHeaders() {
        assertThat(parameters(Map.of("headers", Map.of("X-Count", 3, "X-On", true)))
                        .texts("headers"))
                .containsEntry("X-Count", "3")
                .containsEntry("X-On", "true");
        assertThatThrownBy(() ->
                        parameters(Map.of("headers", Map.of("X", List.of()))).texts("headers"))
                .hasMessage("Expected \"headers.X\" to be a text, but found a list of 0 values.");
    }

    @Test
    void readsTheObjectsOfAListWithTheirPlace() {
        Parameters parameters =
                parameters(Map.of("checks", List.of(Map.of("source", "status"), Map.of("expected", 1))));

        assertThat(parameters.objects("checks").getFirst().text("source")).isEqualTo("status");
        assertThatThrownBy(() -> parameters.objects("checks").get(1).text("source"))
                .hasMessage("Expected \"checks[1].source\" to be a text, but found nothing.");
        assertThatThrownBy(() -> parameters(Map.of("checks", List.of(1))).objects("checks"))
                .hasMessage("Expected \"checks[0]\" to be an object, but found 1.");
    }

    @Test
    void readsAChoiceByItsNameInLowerCase() {
        assertThat(parameters(Map.of("method", "post")).choice("method", Method.class))
                .isEqualTo(Method.POST);
        assertThatThrownBy(() -> parameters(Map.of("method", "PUT")).choice("method", Method.class))
                .hasMessage("Expected \"method\" to be one of \"GET\", \"POST\", but found \"PUT\".");
    }

    @Test
    void keepsTheHostsKeyFromTheAction() {
        assertThat(parameters(Map.of("output_mapping", Map.of("a", "b"))).isGiven("output_mapping"))
                .isFalse();
    }

    @Test
    void keepsASecretOutOfTheMessage() {
        assertThatThrownBy(() -> parameters(Map.of("password", "hunter2")).number("password"))
                .hasMessageNotContaining("hunter2");
    }

    private static Parameters parameters(Map<String, ?> value) {
        return Parameters.of(StepValidationTests.PROBE, value);
    }
}
