package io.vigie.campaign.launching;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.launching.LaunchCommand.CancelRun;
import io.vigie.campaign.launching.LaunchCommand.CancelRuns;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.refusal.Required;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Asks for runs to be ended: one, all of a campaign, or all that a filter finds. Answers once the wish is durable; the runs end within seconds
 * of that, by the coordinator.
 */
@RestController
@RequestMapping("/api")
class CancelController {

    private static final Text ASKED = Text.of("Annulation demandée", "Cancellation requested");
    private static final Text NOTHING_TO_CANCEL = Text.of("Aucun rapport à annuler", "No report to cancel");

    private final Commands commands;

    CancelController(Commands commands) {
        this.commands = commands;
    }

    record Cancelled(
            String message, @JsonProperty("rapport_id") String reportId) {}

    /** @param more whether more runs were found than one request ends */
    record CancelledAll(
            String message, @JsonProperty("rapport_ids") List<String> reportIds, boolean more) {}

    /** At least one; what is named must all be so. */
    record CancelFilter(
            @JsonProperty("campain_id") @Nullable String campaignId,
            @Nullable String filiere,
            @JsonProperty("test_id") @Nullable String testId) {}

    @PostMapping("/rapports/{id}/cancel")
    @Answers(called = "cancelRun")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Cancelled cancel(
            @PathVariable String id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        AskedFields asked = new AskedFields(Map.of());
        LaunchCommand.CommandKey key = IdempotencyKey.of(asked, idempotencyKey, asker);
        asked.check();
        LaunchAnswer answer = commands.send(asker, new CancelRun(ProjectId.COMMON, id, asker.id(), key));
        return switch (answer) {
            case LaunchAnswer.Accepted accepted ->
                new Cancelled(ASKED.in(locale), accepted.runId().value());
            case LaunchAnswer.Refused refused -> throw refused.asRefusal();
            case LaunchAnswer.TrialAccepted _, LaunchAnswer.CancelsAccepted _ -> throw LaunchAnswer.unexpected(answer);
        };
    }

    /** Every run of the campaign that has not ended. */
    @PostMapping("/campains/{id}/cancel")
    @Answers(called = "cancelRunsOfCampaign")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CancelledAll cancelCampaign(
            @PathVariable String id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        return cancelAll(new AskedFields(Map.of()), new Filter(id, null, null), idempotencyKey, asker, locale);
    }

    /** Every trial of the test that has not ended. A test that is stored nowhere has the id of its run. */
    @PostMapping("/tests/{id}/cancel")
    @Answers(called = "cancelTrialsOfTest")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CancelledAll cancelTest(
            @PathVariable String id,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        return cancelAll(new AskedFields(Map.of()), new Filter(null, null, id), idempotencyKey, asker, locale);
    }

    /** {@code {campain_id?, filiere?, test_id?}}, at least one of them; what is named must all be so. */
    @PostMapping("/rapports/cancel")
    @Answers(called = "cancelRuns")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CancelledAll cancelFound(
            @BodyOf(CancelFilter.class) @RequestBody Map<String, @Nullable Object> body,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        AskedFields asked = new AskedFields(body);
        String campaign = asked.text("campain_id", RequestedLaunch.NAME_LENGTH);
        String environment = asked.text("filiere", RequestedLaunch.NAME_LENGTH);
        String test = asked.text("test_id", RequestedLaunch.NAME_LENGTH);
        asked.check();
        if (campaign.isEmpty() && environment.isEmpty() && test.isEmpty()) {
            Required.of("campain_id", null).and("filiere", null).check();
        }
        return cancelAll(
                asked, new Filter(given(campaign), given(environment), given(test)), idempotencyKey, asker, locale);
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private record Filter(
            @Nullable String campaign,
            @Nullable String environment,
            @Nullable String test) {}

    private CancelledAll cancelAll(
            AskedFields asked, Filter filter, @Nullable String idempotencyKey, Asker asker, Locale locale) {
        LaunchCommand.CommandKey key = IdempotencyKey.of(asked, idempotencyKey, asker);
        asked.check();
        LaunchAnswer answer = commands.send(
                asker,
                new CancelRuns(
                        ProjectId.COMMON, filter.campaign(), filter.environment(), filter.test(), asker.id(), key));
        return switch (answer) {
            case LaunchAnswer.CancelsAccepted accepted ->
                new CancelledAll(
                        (accepted.runIds().isEmpty() ? NOTHING_TO_CANCEL : ASKED).in(locale),
                        accepted.runIds().stream().map(RunId::value).toList(),
                        accepted.more());
            case LaunchAnswer.Refused refused -> throw refused.asRefusal();
            case LaunchAnswer.TrialAccepted _, LaunchAnswer.Accepted _ -> throw LaunchAnswer.unexpected(answer);
        };
    }
}
