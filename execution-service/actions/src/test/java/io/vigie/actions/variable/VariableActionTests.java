package io.vigie.actions.variable;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariableActionTests {

    private final VariableAction action = new VariableAction();
    private final RecordingContext context = new RecordingContext();

    @Test
    void setsAVariableWithItsType() throws Exception {
        ActionResult result = run(Map.of("operation", "set", "name", "user", "value", Map.of("id", 7)));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.variables).containsEntry("user", Map.of("id", 7));
        assertThat(result.outputs()).containsEntry("converted_value", Map.of("id", 7));
    }

    @Test
    void assertsAValueAndAVariable() throws Exception {
        context.variables.put("count", 3);

        assertThat(run(Map.of("operation", "assert", "value", "3", "expected", 3)))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run(Map.of("operation", "assert", "name", "count", "operator", "at_least", "expected", 3)))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run(Map.of("operation", "assert", "name", "count", "expected", 4)))
                .isEqualTo(ActionResult.failed(
                        "Expected variable \"count\" to equal 4, but found 3.", Map.of("converted_value", 3)));
        assertThat(run(Map.of("operation", "assert", "name", "none", "operator", "absent")))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "' Zoé ',trim,Zoé",
        "Zoé,upper,ZOÉ",
        "Zoé,lower,zoé",
        "Zoé 🦉,base64,Wm/DqSDwn6aJ",
        "Wm_DqSDwn6aJ,base64_decode,Zoé 🦉",
        "a b&c,url_encode,a%20b%26c",
        "a%20b+c,url_decode,a b c",
        "12,string,12",
        "abc,sha256,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void convertsTexts(String value, String to, String converted) throws Exception {
        assertThat(converted(value, to)).isEqualTo(converted);
    }

    @Test
    void convertsToOtherKinds() throws Exception {
        assertThat(converted(" 42 ", "number")).isEqualTo(42L);
        assertThat(converted("12.50", "number")).isEqualTo(new BigDecimal("12.50"));
        assertThat(converted("42.0", "integer")).isEqualTo(42L);
        assertThat(converted("TRUE", "boolean")).isEqualTo(true);
        assertThat(converted("{\"a\":[1]}", "json")).isEqualTo(Map.of("a", List.of(1)));
        assertThat(converted(Map.of("a", List.of(1)), "json_text")).isEqualTo("{\"a\":[1]}");
        assertThat(converted("Zoé 🦉", "length")).isEqualTo(5);
        assertThat(converted(List.of(1, 2), "length")).isEqualTo(2);
    }

    @Test
    void convertsAVariableInPlace() throws Exception {
        context.variables.put("price", "12");

        run(Map.of("operation", "convert", "name", "price", "to", "integer"));

        assertThat(context.variables).containsEntry("price", 12L);
    }

    @ParameterizedTest
    @CsvSource({
        "abc,number",
        "12.5,integer",
        "99999999999999999999,integer",
        "yes,boolean",
        "'{',json",
        "%%%,base64_decode",
        "/w==,base64_decode",
        "%zz,url_decode",
        "1e999999999,number"
    })
    void refusesWhatCannotBeConverted(String value, String to) throws Exception {
        ActionResult result = run(Map.of("operation", "convert", "value", value, "to", to));

        assertThat(((ActionResult.Broken) result).reason())
                .startsWith("Expected to convert \"" + value + "\" to " + to + ", but ");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(reason(Map.of("operation", "set", "name", "x")))
                .contains("\"value\" to be given, but found nothing");
        assertThat(reason(Map.of("operation", "set", "value", 1))).contains("\"name\" to be a text, but found nothing");
        assertThat(reason(Map.of("operation", "convert", "value", 1))).startsWith("Expected \"to\" to be one of");
        assertThat(reason(Map.of("operation", "convert", "name", "none", "to", "upper")))
                .isEqualTo("Expected \"name\" to be a variable that has a value, but found \"none\".");
    }

    private Object converted(Object value, String to) throws InterruptedException {
        ActionResult result = run(Map.of("operation", "convert", "value", value, "to", to));
        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        return result.outputs().get("converted_value");
    }

    private String reason(Map<String, ?> value) throws InterruptedException {
        return ((ActionResult.Broken) run(value)).reason();
    }

    private ActionResult run(Map<String, ?> value) throws InterruptedException {
        return RunningAction.run(action, context, value);
    }
}
