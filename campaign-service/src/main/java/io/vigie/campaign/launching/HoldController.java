package io.vigie.campaign.launching;

import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.launching.LaunchCommand.HoldReport;
import io.vigie.campaign.launching.LaunchCommand.ReleaseReport;
import io.vigie.campaign.retention.HoldReason;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.identity.AdminOnly;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/rapports/:id/hold}: keeps one report, whoever wants it removed. Administrators only. */
@RestController
@RequestMapping("/api/rapports/{id}/hold")
@AdminOnly
class HoldController {

    private final Commands commands;

    HoldController(Commands commands) {
        this.commands = commands;
    }

    record Said(String message) {}

    @PutMapping
    Said hold(
            @PathVariable String id,
            @BodyOf(HoldReason.NewHold.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        String reason = HoldReason.read(body);
        return said(
                commands.send(asker, new HoldReport(ProjectId.COMMON, id, reason)),
                Text.of("Le rapport est conservé jusqu'à nouvel ordre", "The report is held until further notice"),
                locale);
    }

    @DeleteMapping
    Said release(@PathVariable String id, Asker asker, Locale locale) {
        return said(
                commands.send(asker, new ReleaseReport(ProjectId.COMMON, id)),
                Text.of("Le rapport n'est plus retenu", "The report is released"),
                locale);
    }

    private static Said said(LaunchAnswer answer, Text done, Locale locale) {
        return switch (answer) {
            case LaunchAnswer.Accepted _ -> new Said(done.in(locale));
            case LaunchAnswer.Refused refused -> throw refused.asRefusal();
            case LaunchAnswer.TrialAccepted _, LaunchAnswer.CancelsAccepted _ -> throw LaunchAnswer.unexpected(answer);
        };
    }
}
