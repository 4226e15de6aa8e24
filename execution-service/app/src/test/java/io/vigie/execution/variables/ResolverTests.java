package io.vigie.execution.variables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTests {

    private final Scope scope = anyScope();

    private static Scope anyScope() {
        Scope scope = new Scope(
                Map.of(
                        "base_url",
                        "http://127.0.0.1:8080",
                        "nested",
                        "{{app.user_id}}",
                        "empty",
                        "",
                        "dollar",
                        "$1\\2"),
                Map.of("sealed", "its secret does not open"),
                Map.of("test_id", () -> "t-1", "campain_id", () -> "c-1"));
        scope.declare("user_id", "7");
        scope.declare("unset", null);
        scope.set("count", 200);
        scope.set("ratio", new BigDecimal("1E+3"));
        scope.set("flag", true);
        scope.set("nothing", null);
        scope.set("list", List.of(1, "two"));
        scope.set("a.b", "dotted");
        return scope;
    }

    private Object resolved(Object value) {
        return Resolver.resolve(Map.of("v", value), "value", scope).get("v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{base_url}}/users/{{app.user_id}} | http://127.0.0.1:8080/users/7",
                "{{ base_url }}/x | http://127.0.0.1:8080/x",
                "{{test.test_id}}-{{test.campain_id}} | t-1-c-1",
                "{{app.a.b}}! | dotted!",
                "n={{app.count}} | n=200",
                "n={{app.ratio}} | n=1000",
                "b={{app.flag}} | b=true",
                "z={{app.nothing}} | z=null",
                "l={{app.list}} | l=[1,\"two\"]",
                "{{dollar}}x | $1\\2x",
                "{\"a\":{\"n\":{{app.count}}}} | {\"a\":{\"n\":200}}",
                "{{{app.count}}} | {200}",
                "{{{{app.count}}}} | {{200}}",
                "{ {base_url} } | { {base_url} }",
                "{{}} and {{ }} | {{}} and {{ }}",
                "{{ open | {{ open",
                "{{a{b}} | {{a{b}}",
                "}} {{base_url | }} {{base_url",
                "\\{{base_url}} | {{base_url}}",
                "\\{{ and {{app.count}} | {{ and 200",
                "plain | plain",
            })
    void writesVariablesIntoTexts(String text, String expected) {
        assertThat(resolved(text)).isEqualTo(expected);
    }

    @Test
    void doesNotResolveWhatAVariableHolds() {
        assertThat(resolved("{{nested}}")).isEqualTo("{{app.user_id}}");
        assertThat(resolved("<{{nested}}>")).isEqualTo("<{{app.user_id}}>");
        scope.set("half", "{{base_");
        assertThat(resolved("{{app.half}}url}}")).isEqualTo("{{base_url}}");
    }

    @Test
    void keepsTheTypeOfAVariableThatStandsAlone() {
        assertThat(resolved("{{app.count}}")).isEqualTo(200);
        assertThat(resolved("{{app.flag}}")).isEqualTo(true);
        assertThat(resolved("{{app.nothing}}")).isNull();
        assertThat(resolved("{{app.list}}")).isEqualTo(List.of(1, "two"));
        assertThat(resolved("{{app.user_id}}")).isEqualTo("7");
        assertThat(resolved("{{empty}}")).isEqualTo("");
        assertThat(resolved(" {{app.count}}")).isEqualTo(" 200");
    }

    @Test
    void reachesAnyDepthAndLeavesTheRestAsItIs() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("headers", Map.of("X-User", "{{app.user_id}}"));
        given.put("body", List.of(Map.of("deep", List.of("{{test.test_id}}", 1, true)), "x"));
        given.put("none", null);

        Map<String, Object> resolved = Resolver.resolve(given, "value", scope);

        assertThat(resolved.get("headers")).isEqualTo(Map.of("X-User", "7"));
        assertThat(resolved.get("body")).isEqualTo(List.of(Map.of("deep", List.of("t-1", 1, true)), "x"));
        assertThat(resolved).containsEntry("none", null);
        assertThat(given.get("headers")).isEqualTo(Map.of("X-User", "{{app.user_id}}"));
    }

    @Test
    void resolvesNamesInObjects() {
        assertThat(resolved(Map.of("id-{{app.user_id}}", 1))).isEqualTo(Map.of("id-7", 1));
        assertThatThrownBy(() -> resolved(Map.of("{{app.user_id}}", 1, "7", 2)))
                .isInstanceOf(UnresolvedVariable.class)
                .hasMessageContaining("\"7\" stands twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{nope}} | Expected \"{{nope}}\" in \"value.v\" to be a known variable, but the environment has none of that name.",
                "{{app.nope}} | Expected \"{{app.nope}}\" in \"value.v\" to be a known variable, but the test has none of that name.",
                "{{test.nope}} | Expected \"{{test.nope}}\" in \"value.v\" to be a known variable, but the system offers only {{test.campain_id}}, {{test.test_id}}.",
                "{{app.unset}} | Expected \"{{app.unset}}\" in \"value.v\" to have a value, but nothing has set it yet.",
                "{{sealed}} | Expected \"{{sealed}}\" in \"value.v\" to have a value, but its secret does not open.",
                "{{Base_url}} | Expected \"{{Base_url}}\" in \"value.v\" to be a known variable, but the environment has none of that name.",
                "{{other.x}} | Expected \"{{other.x}}\" in \"value.v\" to be a known variable, but the environment has none of that name.",
                "{{1+1}} | Expected \"{{1+1}}\" in \"value.v\" to be a known variable, but the environment has none of that name.",
            })
    void namesThePlaceholderThatHasNoValue(String text, String message) {
        assertThatThrownBy(() -> resolved(text))
                .isInstanceOf(UnresolvedVariable.class)
                .hasMessage(message);
    }

    @Test
    void namesThePlaceOfAPlaceholderDeepInside() {
        assertThatThrownBy(() -> Resolver.resolve(
                        Map.of("body", Map.of("items", List.of("ok", "a {{app.nope}}"))), "actions[0].value", scope))
                .hasMessageContaining("\"actions[0].value.body.items[1]\"");
    }

    @Test
    void refusesTextsThatGrowWithoutBound() {
        scope.set("big", "x".repeat(1_000_000));

        assertThatThrownBy(() -> resolved("{{app.big}}".repeat(100)))
                .isInstanceOf(UnresolvedVariable.class)
                .hasMessageContaining("at most 8000000 characters");
    }

    @Test
    void readsHostileTextsInLinearTime() {
        String braces = "{".repeat(200_000);
        String opened = "{{a ".repeat(100_000);

        assertThat(resolved(braces)).isEqualTo(braces);
        assertThat(resolved(opened)).isEqualTo(opened);
    }

    @Test
    void asksTheSystemOnlyForWhatIsNamed() {
        AtomicInteger asked = new AtomicInteger();
        Scope lazy = new Scope(Map.of(), Map.of(), Map.of("work_dir", () -> "/w" + asked.incrementAndGet()));

        Resolver.resolve(Map.of("v", "x"), "value", lazy);
        assertThat(asked).hasValue(0);
        assertThat(Resolver.resolve(Map.of("v", "{{test.work_dir}}"), "value", lazy))
                .containsEntry("v", "/w1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a{b", "a}}"})
    void refusesNamesThatNoPlaceholderCouldName(String name) {
        assertThatThrownBy(() -> scope.set(name, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forgetsNothingOfItsOwnVariables() {
        assertThat(scope.own().keySet()).containsExactly("user_id", "count", "ratio", "flag", "nothing", "list", "a.b");
        assertThat(Arrays.asList(scope.own("unset"), scope.own("nope"))).containsOnlyNulls();
    }

    @Test
    void takesNoValueThatJsonDoesNotKnow() {
        List<Object> circle = new java.util.ArrayList<>();
        circle.add(circle);

        assertThatThrownBy(() -> scope.set("odd", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scope.set("odd", Map.of("deep", List.of(new Object()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scope.set("odd", circle)).isInstanceOf(IllegalArgumentException.class);
        assertThat(scope.own()).doesNotContainKey("odd");
    }
}
