package io.vigie.launcher.demonstration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DemonstrationTests {

    private static final Pattern USED = Pattern.compile("\\{\\{([^}]+)}}");

    @ParameterizedTest
    @ValueSource(strings = {"campaign-all-green.json", "campaign-with-a-failure.json"})
    void usesOnlyVariablesThatExist(String file) throws IOException {
        Set<String> ofEnvironment = new HashSet<>();
        Demonstration.read("variables.json")
                .forEach(variable -> ofEnvironment.add(variable.path("key").asString()));
        for (JsonNode test : Demonstration.read(file).path("tests")) {
            Set<String> known = new HashSet<>(ofEnvironment);
            test.path("variables").forEach(variable -> known.add("app." + variable.asString()));
            known.addAll(Set.of("test.test_id", "test.campain_id"));

            Matcher used = USED.matcher(test.path("actions").toString());
            Stream<String> names = used.results().map(result -> result.group(1));

            assertThat(names).as(test.path("name").asString()).allMatch(known::contains);
        }
    }

    @Test
    void namesItsTestsApart() throws IOException {
        for (String file : new String[] {"campaign-all-green.json", "campaign-with-a-failure.json"}) {
            assertThat(Demonstration.read(file).path("tests").findValuesAsString("name"))
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(4);
        }
    }

    @Test
    void fillsAPlaceOnceAndNoPlaceInAValue() {
        String filled = Demonstration.filled(
                "${email}:${password}@${unknown}", Map.of("email", "a@b", "password", "${email}$1"));

        assertThat(filled).isEqualTo("a@b:${email}$1@${unknown}");
    }
}
