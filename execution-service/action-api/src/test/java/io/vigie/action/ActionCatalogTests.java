package io.vigie.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionCatalogTests {

    private final List<String> closed = new ArrayList<>();

    @Test
    void findsAnActionByTypeAndByAlias() {
        Action probe = action("probe", "ProbeAction");
        ActionCatalog catalog = ActionCatalog.of(List.of(probe, action("other")));

        assertThat(catalog.find("probe")).containsSame(probe);
        assertThat(catalog.find("ProbeAction")).containsSame(probe);
        assertThat(catalog.find("PROBE")).isEmpty();
        assertThat(catalog.descriptions()).extracting(ActionDescription::type).containsExactly("other", "probe");
    }

    @Test
    void refusesTwoActionsOfOneName() {
        assertThatThrownBy(() -> ActionCatalog.of(List.of(action("probe"), action("other", "probe"))))
                .hasMessageContaining("answer to \"probe\", but two do");
    }

    @Test
    void closesEveryAction() {
        ActionCatalog.of(List.of(action("a"), action("b"))).close();

        assertThat(closed).containsExactlyInAnyOrder("a", "b");
    }

    private Action action(String type, String... aliases) {
        Localized label = StepValidationTests.label();
        ActionDescription description =
                new ActionDescription(type, List.of(aliases), label, label, List.of(), List.of(), null, List.of());
        return new Action() {
            @Override
            public ActionDescription describe() {
                return description;
            }

            @Override
            public ActionResult run(ActionContext context, Parameters parameters) {
                return ActionResult.passed();
            }

            @Override
            public void close() {
                closed.add(type);
            }
        };
    }
}
