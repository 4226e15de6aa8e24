package io.vigie.launcher.stability;

import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.api.PublicApi.Refused;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Launches a campaign and reads what became of it, as any client of the API would. Used by one thread, {@link #cancel} by any. */
public final class CampaignRuns {

    /** How long the installation may be away before a run counts as lost. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How long a log may be behind its verdict. */
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(15);

    private static final long MILLIS_BETWEEN_LOOKS = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final PublicApi api;
    private final Login login;
    private final Options options;
    private volatile @Nullable String inFlight;

    /** Gets a new token, since one may not last as long as several runs. */
    @FunctionalInterface
    public interface Login {
        void again(PublicApi api) throws IOException, InterruptedException;
    }

    /**
     * @param environment of the runs
     * @param runTimeout how long one run may take; Vigie ends it then
     */
    public record Options(String environment, int parallelism, Duration runTimeout) {}

    /** @param api logged in */
    public CampaignRuns(PublicApi api, Login login, Options options) {
        this.api = api;
        this.login = login;
        this.options = options;
    }

    /**
     * Finds a campaign by its name or its id.
     *
     * @throws IllegalStateException when there is none, or several of that name
     */
    public Campaign find(String wanted) throws IOException, InterruptedException {
        List<Campaign> named = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more; page++) {
            JsonNode answer = get("/api/campains?page_size=100&page=" + page);
            for (JsonNode each : answer.path("data")) {
                Campaign campaign = new Campaign(
                        each.path("_id").asString(), each.path("name").asString());
                if (campaign.id().equals(wanted)) {
                    return campaign;
                }
                if (campaign.name().equals(wanted)) {
                    named.add(campaign);
                }
            }
            more = answer.path("pagination").path("has_next").asBoolean(false);
        }
        if (named.size() != 1) {
            throw new IllegalStateException(
                    named.isEmpty()
                            ? "Expected a campaign \"%s\", but there is none.".formatted(wanted)
                            : "Expected one campaign \"%s\", but there are %d: name one by its id, such as %s."
                                    .formatted(
                                            wanted,
                                            named.size(),
                                            named.getFirst().id()));
        }
        return named.getFirst();
    }

    /**
     * Runs the campaign once, to its end, without retries of the launch: they would hide what is looked for.
     *
     * @param log told every line that a test has written, in the tests' order
     */
    public RunResult run(int number, Campaign campaign, String name, Consumer<String> log) throws InterruptedException {
        Instant launchedAt = Instant.now();
        String run = "";
        try {
            run = launch(campaign, name);
            inFlight = run;
            JsonNode report = await(run);
            List<Result> results = results(run, log);
            return new RunResult(
                    number,
                    run,
                    name,
                    instant(report.path("startedAt"), launchedAt),
                    Duration.ofMillis(report.path("durationMs").asLong(0)),
                    problem(report),
                    results);
        } catch (IOException failed) {
            return new RunResult(
                    number,
                    run,
                    name,
                    launchedAt,
                    Duration.between(launchedAt, Instant.now()),
                    "could not be followed: " + failed.getMessage(),
                    List.of());
        } finally {
            inFlight = null;
        }
    }

    private static Instant instant(JsonNode text, Instant otherwise) {
        try {
            return Instant.parse(text.asString(""));
        } catch (DateTimeParseException absent) {
            return otherwise;
        }
    }

    private String launch(Campaign campaign, String name) throws IOException, InterruptedException {
        JsonNode command = JSON.createObjectNode()
                .put("campain_id", campaign.id())
                .put("name", name)
                .put("filiere", options.environment())
                .put("stop_on_failure", false)
                .put("parallelism", options.parallelism())
                .put("retries", 0)
                .put("run_timeout", options.runTimeout().toSeconds());
        try {
            return api.post("/api/rapports/execute", command).path("rapport_id").asString();
        } catch (Refused refused) {
            if (refused.status() != 401) {
                throw refused;
            }
            login.again(api);
            return api.post("/api/rapports/execute", command).path("rapport_id").asString();
        }
    }

    private JsonNode await(String run) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + options.runTimeout().plus(PATIENCE).toNanos();
        long lastAnswer = System.nanoTime();
        while (true) {
            IOException away;
            try {
                JsonNode report = get("/api/rapports/" + run);
                if (List.of("completed", "failed")
                        .contains(report.path("status").asString(""))) {
                    return report;
                }
                lastAnswer = System.nanoTime();
                away = new IOException("it does not end");
            } catch (Refused refused) {
                // A report that is not there yet, or a service that is starting again.
                if (refused.status() != 404 && refused.status() < 500) {
                    throw refused;
                }
                away = refused;
            } catch (IOException noAnswer) {
                away = noAnswer;
            }
            long now = System.nanoTime();
            if (now > deadline || now - lastAnswer > PATIENCE.toNanos()) {
                throw away;
            }
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    private static @Nullable String problem(JsonNode report) {
        String stop = report.path("stop").path("reason").asString("");
        if (!stop.isEmpty()) {
            return "was ended before its time (%s)".formatted(stop);
        }
        String error = report.path("error").asString("");
        return error.isEmpty() ? null : "could not be carried out: " + error;
    }

    private List<Result> results(String run, Consumer<String> log) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        int after = 0;
        boolean more = true;
        while (more) {
            JsonNode page = get("/api/rapports/%s/tests?limit=1000&after=%d".formatted(run, after));
            for (JsonNode test : page.path("tests")) {
                results.addAll(result(run, test, log));
            }
            more = page.path("next").isObject();
            after = page.path("next").path("after").asInt(0);
        }
        return results;
    }

    private List<Result> result(String run, JsonNode test, Consumer<String> log)
            throws IOException, InterruptedException {
        String id = test.path("testId").asString();
        String name = test.path("name").asString(id);
        String path = "/api/rapports/%s/tests/%s".formatted(run, URLEncoder.encode(id, StandardCharsets.UTF_8));
        int attempts = test.path("attempt").asInt(0);
        log.accept("--- %s: %s, %d ms"
                .formatted(
                        name,
                        test.path("outcome").asString("no verdict"),
                        test.path("durationMs").asLong(0)));
        for (int attempt = 1; attempt <= attempts; attempt++) {
            if (attempts > 1) {
                log.accept("attempt %d".formatted(attempt));
            }
            log(path, attempt, attempt == attempts ? test.path("logLines").asInt(0) : 0, log);
        }
        boolean quarantined = test.path("quarantined").asBoolean(false);
        String outcome = test.path("outcome").asString("");
        List<Result> cases = test.path("cases").path("total").asInt(0) == 0
                ? List.of()
                : cases(path, id, name, attempts, !quarantined);
        // When a test's cases explain its verdict they count in its place.
        boolean explained = !cases.isEmpty()
                && (outcome.equals("passed") || cases.stream().anyMatch(each -> each.executed() && !each.passed()));
        boolean retried = attempts > 1 && didNotPassBefore(path, attempts);
        List<Result> results = new ArrayList<>();
        results.add(new Result(
                id,
                name,
                outcome,
                retried,
                // A try that did not pass is never explained by the cases of the last one.
                !quarantined && (retried || !explained),
                test.path("durationMs").asLong(0),
                test.path("message").asString("")));
        results.addAll(cases);
        return results;
    }

    /** Whether an earlier attempt came to a verdict that was not a pass; one whose worker was lost did not. */
    private boolean didNotPassBefore(String path, int attempts) throws IOException, InterruptedException {
        return get(path)
                .path("attempts")
                .valueStream()
                .filter(attempt -> attempt.path("attempt").asInt(0) < attempts)
                .anyMatch(attempt -> List.of("failed", "broken", "timed-out")
                        .contains(attempt.path("outcome").asString("")));
    }

    private List<Result> cases(String path, String test, String name, int attempt, boolean counted)
            throws IOException, InterruptedException {
        List<Result> cases = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        int after = 0;
        boolean more = true;
        while (more) {
            JsonNode page = get("%s/cases?limit=1000&attempt=%d&after=%d".formatted(path, attempt, after));
            for (JsonNode each : page.path("cases")) {
                String called = each.path("suite").asString("") + "/"
                        + each.path("name").asString("");
                // Some runners call several cases the same.
                int time = times.merge(called, 1, Integer::sum);
                cases.add(new Result(
                        test + "/" + called + (time == 1 ? "" : "#" + time),
                        name + " / " + each.path("name").asString(""),
                        each.path("outcome").asString(""),
                        false,
                        counted,
                        each.path("durationMs").asLong(0),
                        each.path("message").asString("")));
            }
            more = page.path("next").isObject();
            after = page.path("next").path("after").asInt(0);
        }
        return cases;
    }

    /** @param expected how many lines the test's verdict vouches for; logs come another way and may be behind it */
    private void log(String path, int attempt, int expected, Consumer<String> log)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LOG_PATIENCE.toNanos();
        int last = 0;
        while (true) {
            JsonNode page = get("%s/logs?limit=1000&attempt=%d&after=%d".formatted(path, attempt, last));
            for (JsonNode line : page.path("lines")) {
                log.accept(line.path("line").asString(""));
                last = line.path("n").asInt(last);
            }
            if (page.path("next").isNumber()) {
                continue;
            }
            if (last >= expected) {
                return;
            }
            if (System.nanoTime() > deadline) {
                log.accept("(%d lines have not arrived)".formatted(expected - last));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        try {
            return api.get(path);
        } catch (Refused refused) {
            if (refused.status() != 401) {
                throw refused;
            }
            login.again(api);
            return api.get(path);
        }
    }

    /** Ends the run that is in flight, if there is one. */
    public void cancel() {
        String run = inFlight;
        if (run != null) {
            try {
                api.post("/api/rapports/" + run + "/cancel", JSON.createObjectNode());
            } catch (IOException ended) {
                // Then it has ended, or nobody can be asked.
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
