package io.vigie.execution.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionCatalog;
import io.vigie.action.ActionDescription;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.contracts.wire.MessageJson;
import org.junit.jupiter.api.Test;

class ActionCatalogForwarderTests {

    @Test
    void saysOfEachBuiltInActionAllThatItSaysOfItself() {
        try (ActionCatalog actions = ActionCatalog.load(getClass().getClassLoader())) {
            assertThat(actions.descriptions())
                    .extracting(ActionDescription::type)
                    .contains("http", "pause", "var");
            assertThat(actions.find("HTTPRequestAction")).isEqualTo(actions.find("http"));
            for (ActionDescription description : actions.descriptions()) {
                ActionDefinition definition = ActionCatalogForwarder.definition(description);

                assertThat(definition.key()).isEqualTo(description.type());
                assertThat(definition.parameters()).hasSameSizeAs(description.parameters());
                assertThat(definition.examples()).hasSameSizeAs(description.examples());
                byte[] travelled = MessageCodec.data(definition);
                assertThat(MessageJson.mapper().readTree(travelled))
                        .isEqualTo(MessageJson.mapper()
                                .readTree(MessageCodec.data(
                                        MessageJson.mapper().readValue(travelled, ActionDefinition.class))));
            }
        }
    }
}
