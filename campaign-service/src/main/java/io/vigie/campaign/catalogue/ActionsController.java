package io.vigie.campaign.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.Label;
import io.vigie.contracts.definition.Definition.Parameter;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Refusal;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/actions}: what tests may be made of, in the reader's language. */
@RestController
@RequestMapping("/api/actions")
class ActionsController {

    private final ActionCatalogue catalogue;

    ActionsController(ActionCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** One field of an action's form. @param fields of an object, or of each object in a list */
    record Field(
            String name,
            String type,
            String label,
            boolean required,
            @JsonProperty("default") @Nullable Object defaultValue,
            List<String> options,
            @Nullable String help,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            BigDecimal min,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            BigDecimal max,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Field> fields,
            boolean secret) {}

    record OutputVariable(String name, String type, String label) {}

    @GetMapping("/masks")
    @Answers(called = "listActionMasks")
    Map<String, List<Field>> masks(Locale locale) {
        return byType(action -> mask(action, locale));
    }

    @GetMapping("/masks/{type}")
    @Answers(called = "showActionMask")
    List<Field> mask(@PathVariable String type, Locale locale) {
        return mask(action(type), locale);
    }

    @GetMapping("/output-variables")
    @Answers(called = "listOutputVariables")
    Map<String, List<OutputVariable>> outputVariables(Locale locale) {
        return byType(action -> outputs(action, locale));
    }

    @GetMapping("/output-variables/{type}")
    @Answers(called = "showOutputVariables")
    List<OutputVariable> outputVariables(@PathVariable String type, Locale locale) {
        return outputs(action(type), locale);
    }

    @GetMapping("/labels")
    @Answers(called = "listActionLabels")
    Map<String, String> labels(Locale locale) {
        return byType(action -> word(action.title(), locale));
    }

    private ActionDefinition action(String type) {
        return catalogue
                .find(type)
                .orElseThrow(() -> Refusal.notFound("Action non trouvée", "Action not found")
                        .named("action-unknown"));
    }

    private <T> Map<String, T> byType(Function<ActionDefinition, T> part) {
        Map<String, T> parts = new LinkedHashMap<>();
        catalogue.all().forEach(action -> parts.put(action.type(), part.apply(action)));
        return parts;
    }

    private static List<Field> mask(ActionDefinition action, Locale locale) {
        return action.parameters().stream()
                .map(parameter -> field(parameter, locale))
                .toList();
    }

    private static Field field(Parameter parameter, Locale locale) {
        Label help = parameter.help();
        return new Field(
                parameter.name(),
                parameter.kind(),
                word(parameter.label(), locale),
                parameter.required(),
                parameter.defaultValue(),
                parameter.choices(),
                help == null ? null : word(help, locale),
                parameter.minimum(),
                parameter.maximum(),
                parameter.fields().stream().map(inner -> field(inner, locale)).toList(),
                parameter.secret());
    }

    private static List<OutputVariable> outputs(ActionDefinition action, Locale locale) {
        return action.outputs().stream()
                .map(output -> new OutputVariable(output.name(), output.kind(), word(output.label(), locale)))
                .toList();
    }

    private static String word(Label label, Locale locale) {
        return locale.getLanguage().equals("en") ? label.en() : label.fr();
    }
}
