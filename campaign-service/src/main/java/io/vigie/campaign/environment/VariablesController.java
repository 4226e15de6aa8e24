package io.vigie.campaign.environment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.environment.EnvironmentCommand.ChangeVariable;
import io.vigie.campaign.environment.EnvironmentCommand.DeclareRootVariable;
import io.vigie.campaign.environment.EnvironmentCommand.DefineVariable;
import io.vigie.campaign.environment.EnvironmentCommand.RemoveVariable;
import io.vigie.campaign.environment.EnvironmentRows.VariableRow;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/variables}: read by all, changed by administrators; and the lists of environments. */
@RestController
@RequestMapping("/api")
class VariablesController {

    private final Commands commands;
    private final EnvironmentRows rows;
    private final NewIds ids;

    VariablesController(Commands commands, EnvironmentRows rows, NewIds ids) {
        this.commands = commands;
        this.rows = rows;
        this.ids = ids;
    }

    /** @param value absent when obfuscated: a secret is never shown */
    record Shown(
            @JsonProperty("_id") String id,
            String key,
            @Nullable String value,
            @Nullable String filiere,
            String description,
            @JsonProperty("isRoot") boolean root,
            @JsonProperty("isObfuscated") boolean obfuscated,
            String dateCreated) {

        static Shown of(VariableRow row) {
            return new Shown(
                    row.variableId(),
                    row.key(),
                    row.value(),
                    row.environment(),
                    row.description(),
                    row.root(),
                    row.secret(),
                    row.createdAt().toString());
        }
    }

    /** A key with its root variable and its values. */
    record Group(String key, @Nullable Shown root, List<Shown> variables) {}

    record Created(
            String message, @JsonProperty("variable_id") String variableId) {}

    record Done(String message) {}

    /**
     * @param filiere where it has this value; an environment that is new begins with it. Not of a root variable
     * @param isRoot whether it is the key's declaration, which belongs to no environment
     */
    record NewVariable(
            String key,
            @Nullable String value,
            @Nullable String filiere,
            @Nullable String description,
            @Nullable Boolean isRoot,
            @Nullable Boolean isObfuscated) {}

    /** What is left out stays as it is. Key, environment and kind may be repeated, not changed. */
    record ChangedVariable(
            @Nullable String key,
            @Nullable String value,
            @Nullable String filiere,
            @Nullable String description,
            @Nullable Boolean isRoot,
            @Nullable Boolean isObfuscated) {}

    record Filieres(List<String> filieres) {}

    @GetMapping("/rapports/filieres")
    @Answers(called = "listEnvironmentsOfReports")
    Filieres filieres() {
        return new Filieres(filiereNames());
    }

    /** A bare list, unlike the other: so the API has always had it. */
    @GetMapping("/tests/filieres")
    @Answers(called = "listEnvironmentNames")
    List<String> filiereNames() {
        return rows.environments(ProjectId.COMMON).stream()
                .map(EnvironmentDirectory.Known::name)
                .toList();
    }

    @GetMapping("/variables")
    @Answers(eitherOf = {Shown.class, Group.class})
    Page<?> list(
            @RequestParam(required = false) @Nullable String filiere,
            @RequestParam(name = "isRoot", required = false) @Nullable Boolean root,
            @RequestParam(defaultValue = "false") boolean grouped,
            Paging paging) {
        String environment = filiere == null || filiere.isBlank() ? null : filiere.strip();
        List<Shown> variables = rows.variables(ProjectId.COMMON, environment, root).stream()
                .map(Shown::of)
                .toList();
        return grouped ? Page.cut(groups(variables), paging) : Page.cut(variables, paging);
    }

    private static List<Group> groups(List<Shown> variables) {
        Map<String, List<Shown>> byKey = new LinkedHashMap<>();
        variables.forEach(variable ->
                byKey.computeIfAbsent(variable.key(), key -> new ArrayList<>()).add(variable));
        List<Group> groups = new ArrayList<>();
        byKey.forEach((key, all) -> groups.add(new Group(
                key,
                all.stream().filter(Shown::root).findFirst().orElse(null),
                all.stream().filter(variable -> !variable.root()).toList())));
        return groups;
    }

    @PostMapping("/variables")
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @BodyOf(NewVariable.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        AskedFields asked = new AskedFields(body);
        boolean root = asked.bool("isRoot", false);
        if (root) {
            asked.require("key");
        } else {
            asked.require("key", "value", "filiere");
        }
        String key = key(asked);
        String environment = root ? "" : environment(asked);
        String value = asked.exactText("value", EnvironmentLimits.VALUE_LENGTH);
        String description = asked.text("description", EnvironmentLimits.DESCRIPTION_LENGTH);
        boolean secret = asked.bool("isObfuscated", false);
        refuseSecretValueOfRoot(asked, root && secret, value);
        asked.check();
        String id = ids.next();
        commands.send(
                asker,
                root
                        ? new DeclareRootVariable(ProjectId.COMMON, id, key, value, description, secret)
                        : new DefineVariable(ProjectId.COMMON, id, environment, key, value, description, secret));
        return new Created(
                Text.of("Variable créée avec succès", "Variable created").in(locale), id);
    }

    /** What the body does not name stays as it is; key, environment and kind of a variable are for ever. */
    @PutMapping("/variables/{id}")
    Done change(
            @PathVariable String id,
            @BodyOf(ChangedVariable.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        VariableRow row = rows.variable(ProjectId.COMMON, AskedIds.wellFormed("variable_id", id))
                .orElseThrow(EnvironmentRefusals::unknown);
        AskedFields asked = new AskedFields(body);
        keep(asked, "key", row.key());
        keep(asked, "filiere", row.environment());
        if (asked.has("isRoot") && asked.bool("isRoot", row.root()) != row.root()) {
            asked.fault("isRoot", Text.same(Boolean.toString(row.root())), AskedFields.shown(asked.raw("isRoot")));
        }
        String value = asked.exactText("value", EnvironmentLimits.VALUE_LENGTH);
        if (asked.has("value") && !row.root()) {
            asked.require("value");
        }
        String description = asked.text("description", EnvironmentLimits.DESCRIPTION_LENGTH);
        boolean secret = asked.bool("isObfuscated", row.secret());
        String valueOfRoot = asked.has("value") ? value : row.value();
        refuseSecretValueOfRoot(asked, row.root() && secret, valueOfRoot == null ? "" : valueOfRoot);
        asked.check();
        commands.send(
                asker,
                new ChangeVariable(
                        ProjectId.COMMON,
                        row.variableId(),
                        asked.has("value") ? value : null,
                        asked.has("description") ? description : null,
                        asked.has("isObfuscated") ? secret : null));
        return new Done(
                Text.of("Variable mise à jour avec succès", "Variable updated").in(locale));
    }

    @DeleteMapping("/variables/{id}")
    Done delete(@PathVariable String id, CurrentUser user, Asker asker, Locale locale) {
        user.requireAdmin();
        commands.send(asker, new RemoveVariable(ProjectId.COMMON, AskedIds.wellFormed("variable_id", id)));
        return new Done(
                Text.of("Variable supprimée avec succès", "Variable deleted").in(locale));
    }

    /** A root variable belongs to no environment, so there is no data key that could seal a value of its own. */
    private static void refuseSecretValueOfRoot(AskedFields asked, boolean secretRoot, String value) {
        if (secretRoot && !value.isEmpty()) {
            asked.fault(
                    "value",
                    Text.of(
                            "aucune valeur : une variable racine masquée n'en a que dans les filières",
                            "no value: an obfuscated root variable has values in environments only"),
                    Text.of("une valeur", "a value"));
        }
    }

    private static void keep(AskedFields asked, String name, @Nullable String present) {
        Object given = asked.raw(name);
        boolean same = given == null || given.equals(present) || present == null && given.equals("");
        if (!same) {
            asked.fault(
                    name,
                    present == null ? Text.of("rien", "nothing") : Fault.shown(present),
                    AskedFields.shown(given));
        }
    }

    private static String key(AskedFields asked) {
        String key = asked.text("key", EnvironmentLimits.KEY_LENGTH);
        if (key.chars().anyMatch(c -> c == '.' || c == '{' || c == '}' || c <= ' ')) {
            asked.fault(
                    "key",
                    Text.of("une clé sans point, accolade ni espace", "a key without dot, brace or space"),
                    Fault.shown(key));
        }
        return key;
    }

    private static String environment(AskedFields asked) {
        String name = asked.text("filiere", EnvironmentLimits.ENVIRONMENT_NAME_LENGTH);
        if (name.chars().anyMatch(Character::isISOControl)) {
            asked.fault(
                    "filiere",
                    Text.of("un nom sans caractère de contrôle", "a name without control characters"),
                    Fault.shown(name));
        }
        return name;
    }
}
