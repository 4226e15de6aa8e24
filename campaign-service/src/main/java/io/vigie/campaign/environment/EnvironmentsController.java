package io.vigie.campaign.environment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.environment.EnvironmentCommand.LimitEnvironment;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.refusal.Required;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/filieres}: how many tests each environment takes at one time; read by all, changed by administrators. */
@RestController
@RequestMapping("/api/filieres")
class EnvironmentsController {

    private final Commands commands;
    private final EnvironmentRows rows;

    EnvironmentsController(Commands commands, EnvironmentRows rows) {
        this.commands = commands;
        this.rows = rows;
    }

    /** @param maxParallel {@code null} for no limit */
    record Shown(
            String name,
            @JsonProperty("max_parallel") @Nullable Integer maxParallel) {}

    record Filieres(List<Shown> filieres) {}

    record Done(String message) {}

    /** @param maxParallel {@code null} for no limit */
    record Limit(
            @JsonProperty(value = "max_parallel", required = true) @Nullable
            Integer maxParallel) {}

    @GetMapping
    Filieres list() {
        return new Filieres(rows.environments(ProjectId.COMMON).stream()
                .map(known -> new Shown(known.name(), known.maxParallel()))
                .toList());
    }

    /** {@code {"max_parallel": 4}}, or {@code null} for no limit. Runs that were launched before keep the limit of their launch. */
    @PutMapping("/{name}")
    Done limit(
            @PathVariable String name,
            @BodyOf(Limit.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        AskedFields asked = new AskedFields(body);
        if (!asked.names("max_parallel")) {
            Required.of("max_parallel", null).check();
        }
        Long wished = asked.longNumber("max_parallel", 1, EnvironmentLimits.MAX_PARALLEL);
        asked.check();
        commands.send(
                asker, new LimitEnvironment(ProjectId.COMMON, name, wished == null ? null : Math.toIntExact(wished)));
        return new Done(Text.of("Filière mise à jour avec succès", "Environment updated")
                .in(locale));
    }
}
