package io.vigie.action;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepValidationTests {

    static final ActionDescription PROBE = new ActionDescription(
            "probe",
            List.of(),
            label(),
            label(),
            List.of(
                    required("url", ValueKind.STRING, label()),
                    optional("timeout", ValueKind.NUMBER, label())
                            .withDefault(30)
                            .between(0, 300),
                    optional("strict", ValueKind.CHECKBOX, label()),
                    optionalChoice("method", label(), List.of("GET", "POST")).withDefault("GET"),
                    optional("headers", ValueKind.OBJECT, label()),
                    optional("password", ValueKind.NUMBER, label()).asSecret(),
                    optional("extract", ValueKind.OBJECT, label()),
                    optional("checks", ValueKind.LIST, label())
                            .withFields(
                                    required("source", ValueKind.STRING, label()),
                                    optional("expected", ValueKind.ANY, label()))),
            List.of(new OutputDescription("status", label(), ValueKind.NUMBER)),
            "extract",
            List.of());

    @Test
    void acceptsAWellFormedStep() {
        assertThat(problems(Map.of(
                        "url",
                        "{{base_url}}/users",
                        "timeout",
                        "12.5",
                        "strict",
                        "true",
                        "method",
                        "POST",
                        "headers",
                        Map.of("Accept", "*/*"),
                        "checks",
                        List.of(Map.of("source", "status", "expected", List.of(200))),
                        "extract",
                        Map.of("user", "$.id"),
                        "output_mapping",
                        Map.of("status", "code", "user", "user_id"))))
                .isEmpty();
    }

    @Test
    void acceptsAVariableWhereverOneValueBelongs() {
        assertThat(problems(Map.of("url", "{{u}}", "timeout", "{{t}}", "strict", "{{s}}", "method", "{{m}}")))
                .isEmpty();
    }

    @Test
    void refusesAVariableInPlaceOfAnObjectOrAList() {
        assertThat(problems(Map.of("url", "u", "headers", "{{h}}", "checks", "{{c}}")))
                .containsExactly(
                        new StepProblem("value.headers", "an object", "\"{{h}}\""),
                        new StepProblem("value.checks", "a list of objects", "\"{{c}}\""));
    }

    @Test
    void namesAMissingParameter() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("url", null);

        assertThat(problems(Map.of())).containsExactly(new StepProblem("value.url", "a text", "nothing"));
        assertThat(problems(value)).containsExactly(new StepProblem("value.url", "a text", "nothing"));
        assertThat(problems(Map.of("url", " ")))
                .containsExactly(new StepProblem("value.url", "a text", "an empty text"));
    }

    @Test
    void namesAnUnknownParameterWithTheKnownOnes() {
        assertThat(problems(Map.of("url", "u", "uri", "v"))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("value.uri");
            assertThat(problem.expected()).startsWith("one of the known parameters (url, timeout, strict, method");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "301", "1e1000000000", "NaN"})
    void refusesWhatIsNoNumberWithinBounds(String timeout) {
        assertThat(problems(Map.of("url", "u", "timeout", timeout)))
                .containsExactly(new StepProblem("value.timeout", "a number between 0 and 300", "\"" + timeout + "\""));
    }

    @Test
    void refusesEveryOtherWrongKindWithItsPlace() {
        assertThat(problems(Map.of(
                        "url", List.of(1), "strict", "yes", "method", "get", "headers", List.of(), "checks", Map.of())))
                .extracting(StepProblem::message)
                .containsExactly(
                        "Expected \"value.url\" to be a text, but found a list of 1 values.",
                        "Expected \"value.strict\" to be true or false, but found \"yes\".",
                        "Expected \"value.method\" to be one of \"GET\", \"POST\", but found \"get\".",
                        "Expected \"value.headers\" to be an object, but found a list of 0 values.",
                        "Expected \"value.checks\" to be a list of objects, but found an object of 0 members.");
    }

    @Test
    void looksIntoTheObjectsOfAList() {
        assertThat(problems(Map.of("url", "u", "checks", List.of("x", Map.of("expected", 1, "path", "$")))))
                .extracting(StepProblem::path)
                .containsExactly("value.checks[0]", "value.checks[1].source", "value.checks[1].path");
    }

    @Test
    void refusesAnOutputThatTheActionDoesNotGive() {
        assertThat(problems(Map.of("url", "u", "output_mapping", Map.of("statu", "code"))))
                .containsExactly(
                        new StepProblem("value.output_mapping.statu", "one of the outputs (status)", "an unknown one"));
        assertThat(problems(Map.of("url", "u", "output_mapping", Map.of("status", "{{code}}"))))
                .extracting(StepProblem::expected)
                .containsExactly("the name of a test variable");
        assertThat(problems(Map.of("url", "u", "output_mapping", "status"))).hasSize(1);
    }

    @Test
    void keepsASecretOutOfTheMessage() {
        assertThat(problems(Map.of("url", "u", "password", "hunter2")))
                .extracting(StepProblem::found)
                .containsExactly("a hidden value");
    }

    @Test
    void cutsALongValue() {
        assertThat(problems(Map.of("url", "u", "timeout", "x".repeat(5_000)))
                        .getFirst()
                        .message())
                .hasSizeLessThan(250);
    }

    private static List<StepProblem> problems(Map<String, ?> value) {
        return StepValidation.validate(PROBE, value, "value");
    }

    static Localized label() {
        return Localized.of("libellé", "label");
    }
}
