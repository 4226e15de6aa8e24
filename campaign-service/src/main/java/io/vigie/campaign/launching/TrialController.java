package io.vigie.campaign.launching;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.catalogue.TestReader;
import io.vigie.campaign.launching.LaunchCommand.LaunchTrial;
import io.vigie.campaign.launching.LaunchCommand.Trial;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.contract.Words;
import io.vigie.service.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One test alone: a stored one, or one that comes with the request and is stored nowhere. */
@RestController
class TrialController {

    private static final Text LAUNCHED = Text.of("Exécution du test lancée", "Test execution started");

    private final Commands commands;
    private final TestReader tests;

    TrialController(Commands commands, TestReader tests) {
        this.commands = commands;
        this.tests = tests;
    }

    record Launched(
            String message,
            @JsonProperty("test_id") String testId,
            @JsonProperty("rapport_id") String reportId) {}

    record Queued(
            String message,
            String testId,
            String runId,
            @Words("queued") String status,
            String statusUrl,
            String reportUrl) {}

    record InEnvironment(String filiere) {}

    /** A Playwright script. @param timeout of an attempt, in seconds @param filiere without it, the oldest environment @param campainId whose files it may use */
    record ScriptTrial(
            String script,
            @Nullable String name,
            @Nullable String filiere,
            @JsonProperty("campain_id") @Nullable String campainId,
            @Nullable Integer timeout) {}

    record Step(String type, @Nullable Map<String, @Nullable Object> value) {}

    record Variable(String name, @Nullable String value) {}

    /** Actions as a test has them. @param timeout of an attempt, in seconds @param campainId whose files it may use */
    record ActionsTrial(
            List<Step> actions,
            String filiere,
            @Nullable String name,
            @Nullable String description,
            @Nullable List<Variable> variables,
            @JsonProperty("campain_id") @Nullable String campainId,
            @Nullable Integer timeout) {}

    @PostMapping("/api/tests/{id}/execute")
    @Answers(called = "tryTest")
    Launched execute(
            @PathVariable String id,
            @BodyOf(InEnvironment.class) @RequestBody Map<String, @Nullable Object> body,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        AskedFields asked = new AskedFields(body).require("filiere");
        String environment = asked.text("filiere", RequestedLaunch.NAME_LENGTH);
        LaunchAnswer.TrialAccepted accepted = launch(asked, new Trial.OfTest(id, environment), idempotencyKey, asker);
        return new Launched(
                LAUNCHED.in(locale), accepted.testId().value(), accepted.runId().value());
    }

    /**
     * Either {@code {script}}, a Playwright script, or {@code {actions, name?, variables?}}; with {@code filiere} (required with actions, else
     * the oldest environment) and {@code campain_id?}, whose files the test may use.
     */
    @PostMapping("/api/test")
    @Answers(called = "tryOut")
    @ResponseStatus(HttpStatus.CREATED)
    Queued tryOut(
            @BodyOf({ScriptTrial.class, ActionsTrial.class}) @RequestBody Map<String, @Nullable Object> body,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
            Asker asker,
            Locale locale) {
        AskedFields asked = new AskedFields(body);
        if (isEmpty(body.get("script")) && isEmpty(body.get("actions"))) {
            throw Refusal.badRequest("No script provided", "No script provided")
                    .at(
                            "script",
                            Text.of("un script, ou des actions", "a script, or actions"),
                            Text.of("rien", "nothing"))
                    .named("script-missing");
        }
        if (isEmpty(body.get("script"))) {
            asked.require("filiere");
        }
        String environment = asked.text("filiere", RequestedLaunch.NAME_LENGTH);
        String campaign = asked.text("campain_id", RequestedLaunch.NAME_LENGTH);
        asked.check();
        TestContent content = tests.read(new AskedFields(asTest(body)));
        LaunchAnswer.TrialAccepted accepted = launch(
                asked,
                new Trial.OfContent(
                        campaign.isEmpty() ? null : campaign, environment.isEmpty() ? null : environment, content),
                idempotencyKey,
                asker);
        String test = accepted.testId().value();
        return new Queued(
                LAUNCHED.in(locale),
                test,
                accepted.runId().value(),
                "queued",
                "/api/test-status/sse/" + test,
                "/api/test-results/tests/" + test + "/report/");
    }

    private static Map<String, @Nullable Object> asTest(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> test = new LinkedHashMap<>();
        Object script = body.get("script");
        boolean scripted = !isEmpty(script);
        test.put("name", isEmpty(body.get("name")) ? (scripted ? "Script" : "Test") : body.get("name"));
        test.put("description", body.get("description"));
        test.put("variables", body.get("variables"));
        test.put("timeout", body.get("timeout"));
        if (scripted) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("script", script);
            Map<String, @Nullable Object> action = new LinkedHashMap<>();
            action.put("type", "playwright");
            action.put("value", value);
            test.put("actions", List.of(action));
        } else {
            test.put("actions", body.get("actions"));
        }
        return test;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value instanceof String text && text.isBlank()
                || value instanceof List<?> list && list.isEmpty();
    }

    private LaunchAnswer.TrialAccepted launch(
            AskedFields asked, Trial trial, @Nullable String idempotencyKey, Asker asker) {
        LaunchCommand.CommandKey key = IdempotencyKey.of(asked, idempotencyKey, asker);
        asked.check();
        LaunchAnswer answer = commands.send(asker, new LaunchTrial(ProjectId.COMMON, trial, asker.id(), key));
        return switch (answer) {
            case LaunchAnswer.TrialAccepted accepted -> accepted;
            case LaunchAnswer.Refused refused -> throw refused.asRefusal();
            case LaunchAnswer.Accepted _, LaunchAnswer.CancelsAccepted _ -> throw LaunchAnswer.unexpected(answer);
        };
    }
}
