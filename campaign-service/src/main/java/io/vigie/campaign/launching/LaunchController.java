package io.vigie.campaign.launching;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.campaign.launching.LaunchCommand.LaunchCampaign;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunOptions;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/rapports/execute} and {@code /api/rapports/generate-name}; the reports themselves are another service's. */
@RestController
@RequestMapping("/api/rapports")
class LaunchController {

    private final Commands commands;
    private final ReportNames names;
    private final Clock clock;
    private final ZoneId zone;

    LaunchController(
            Commands commands, ReportNames names, Clock clock, @Value("${vigie.time-zone:}") String configuredZone) {
        this.commands = commands;
        this.names = names;
        this.clock = clock;
        this.zone = configuredZone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(configuredZone);
    }

    record Launched(
            String message, @JsonProperty("rapport_id") String reportId) {}

    record Name(String name) {}

    /**
     * How a campaign is launched; docs/guides/launch-options.md tells more.
     *
     * @param timeout of an attempt of a test that has none of its own, in seconds
     * @param runTimeout of the whole run, in seconds
     */
    record LaunchOptions(
            @JsonProperty("campain_id") String campaignId,
            String name,
            String filiere,
            @JsonProperty("stop_on_failure") @Nullable Boolean stopOnFailure,
            @Nullable Integer parallelism,
            @Nullable Integer retries,
            @Nullable Integer timeout,
            @JsonProperty("run_timeout") @Nullable Integer runTimeout,
            @JsonProperty("keep_failed_work") @Nullable Boolean keepFailedWork) {}

    @GetMapping("/generate-name")
    @Answers(called = "generateReportName")
    Name generateName() {
        YearMonth month = YearMonth.now(clock.withZone(zone));
        return new Name(GeneratedName.firstFree(month, names.startingWith(ProjectId.COMMON, GeneratedName.of(month))));
    }

    /** Answers once the launch is durable; the same {@code Idempotency-Key} with the same body is answered with the first answer. */
    @PostMapping("/execute")
    @Answers(called = "launch")
    @ResponseStatus(HttpStatus.CREATED)
    Launched execute(
            @BodyOf(LaunchOptions.class) @RequestBody Map<String, @Nullable Object> body,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        AskedFields asked = new AskedFields(body).require("campain_id", "name", "filiere");
        RequestedLaunch request = new RequestedLaunch(
                asked.text("campain_id", RequestedLaunch.NAME_LENGTH),
                asked.text("name", RequestedLaunch.NAME_LENGTH),
                asked.text("filiere", RequestedLaunch.NAME_LENGTH),
                asked.bool("stop_on_failure", false),
                asked.wholeNumber("parallelism", 1, RequestedLaunch.MAX_PARALLELISM, 1),
                asked.wholeNumber("retries", 0, RunOptions.MAX_RETRIES, 0),
                asked.seconds("timeout", RequestedLaunch.MAX_TEST_TIMEOUT.toSeconds()),
                asked.seconds("run_timeout", RequestedLaunch.MAX_RUN_TIMEOUT.toSeconds()),
                asked.bool("keep_failed_work", false));
        CommandKey key = IdempotencyKey.of(asked, idempotencyKey, asker);
        asked.check();
        LaunchAnswer answer = commands.send(asker, new LaunchCampaign(ProjectId.COMMON, request, asker.id(), key));
        return switch (answer) {
            case LaunchAnswer.Accepted accepted ->
                new Launched(
                        Text.of("Exécution de la campagne lancée", "Campaign launched")
                                .in(locale),
                        accepted.runId().value());
            case LaunchAnswer.Refused refused -> throw refused.asRefusal();
            case LaunchAnswer.TrialAccepted _, LaunchAnswer.CancelsAccepted _ -> throw LaunchAnswer.unexpected(answer);
        };
    }
}
