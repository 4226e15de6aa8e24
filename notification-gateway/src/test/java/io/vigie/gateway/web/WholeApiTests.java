package io.vigie.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents of all services are one: nothing of one name is two things, and nothing is missing. */
class WholeApiTests {

    private final ObjectNode whole = WholeApi.merged();

    @Test
    void callsEachOperationByANameOfItsOwn() {
        List<String> names = new ArrayList<>();
        whole.path("paths")
                .forEach(item -> item.forEach(
                        operation -> names.add(operation.path("operationId").asString(""))));

        assertThat(names).hasSizeGreaterThan(60).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void hasEverythingThatItSpeaksOf() {
        List<String> references = new ArrayList<>();
        collect(whole, references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(whole.at(reference.substring(1)).isObject())
                                .as(reference)
                                .isTrue());
    }

    @Test
    void saysHowEveryRefusalLooks() {
        whole.path("paths")
                .forEachEntry((path, item) -> item.forEach(operation -> assertThat(operation
                                .path("responses")
                                .path("default")
                                .path("$ref")
                                .asString(""))
                        .as(path)
                        .isEqualTo("#/components/responses/Refusal")));
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.path("$ref").isString()) {
            references.add(node.path("$ref").asString());
        }
        node.forEach(child -> collect(child, references));
    }
}
