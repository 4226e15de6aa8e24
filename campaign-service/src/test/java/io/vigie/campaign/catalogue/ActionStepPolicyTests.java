package io.vigie.campaign.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Actions;
import io.vigie.service.refusal.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActionStepPolicyTests {

    @Test
    void acceptsWhatTheActionAsksFor() {
        assertThat(check(Map.of(
                        "method",
                        "POST",
                        "url",
                        "http://x",
                        "headers",
                        Map.of("a", "b"),
                        "body",
                        List.of(1),
                        "timeout",
                        "12.5",
                        "output_mapping",
                        Map.of("http_status_code", "status"))))
                .isEmpty();
    }

    @Test
    void acceptsAVariableWhereverOneValueBelongs() {
        assertThat(check(Map.of("method", "{{m}}", "url", "{{u}}", "timeout", "{{t}}")))
                .isEmpty();
    }

    @Test
    void letsADefaultStandForARequiredParameter() {
        assertThat(check(Map.of("url", "x"))).isEmpty();
    }

    @Test
    void namesThePlaceOfEachFault() {
        assertThat(check(Map.of(
                        "method",
                        "DANCE",
                        "methdo",
                        "GET",
                        "headers",
                        "{{h}}",
                        "timeout",
                        true,
                        "output_mapping",
                        Map.of("http_status_code", 5))))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "actions[0].value.method",
                        "actions[0].value.url",
                        "actions[0].value.headers",
                        "actions[0].value.timeout",
                        "actions[0].value.methdo",
                        "actions[0].value.output_mapping.http_status_code");
    }

    @Test
    void keepsNumbersWithinTheirBounds() {
        List<Fault> faults = check(Map.of("url", "x", "timeout", "3601"));

        assertThat(faults).extracting(Fault::path).containsExactly("actions[0].value.timeout");
        assertThat(faults.getFirst().expected().en()).isEqualTo("a number from 0.1 to 3600");
        assertThat(check(Map.of("url", "x", "timeout", 3600))).isEmpty();
    }

    @Test
    void looksIntoObjectsOfAListAndHidesSecrets() {
        List<Fault> faults = check(Map.of(
                "url", "x", "credentials", List.of(Map.of("user", "u", "password", List.of("hunter2")), "nobody")));

        assertThat(faults)
                .extracting(Fault::path)
                .containsExactly("actions[0].value.credentials[0].password", "actions[0].value.credentials[1]");
        assertThat(faults.getFirst().found().en()).isEqualTo("a hidden value");
    }

    @Test
    void knowsTheOutputsThatTheStepItselfNames() {
        assertThat(check(Map.of(
                        "url", "x", "captures", Map.of("id", "$.id"), "output_mapping", Map.of("id", "user_id"))))
                .isEmpty();
        assertThat(check(Map.of("url", "x", "output_mapping", Map.of("id", "user_id"))))
                .extracting(Fault::path)
                .containsExactly("actions[0].value.output_mapping.id");
    }

    private static List<Fault> check(Map<String, Object> value) {
        return ActionStepPolicy.check(Actions.http(), value, "actions[0].value");
    }
}
