package io.vigie.testclient.chaos;

import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.testclient.Client;
import io.vigie.testclient.proof.VouchedLogs.VouchedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Compares logs that people are shown with what verdicts vouch for. A worker does not wait until its lines are durable before it says how a
 * test ended: one that dies in that moment takes lines with it. So a log that lacks lines is told apart when a worker was killed about then.
 */
final class KeptLogs {

    /** Logs are folded apart from histories; so long they may lag behind. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration ABOUT_THEN = Duration.ofSeconds(2);

    private final Client client;
    private final Collection<Instant> workersKilled;
    private final List<String> wrong = new ArrayList<>();
    private final Instant patientUntil = Instant.now().plus(PATIENCE);
    private int compared;
    private int cutShort;

    /** @param workersKilled when a process that runs tests was killed */
    KeptLogs(Client client, Collection<Instant> workersKilled) {
        this.client = client;
        this.workersKilled = List.copyOf(workersKilled);
    }

    void compare(String run, VouchedLog vouched) throws InterruptedException {
        compared++;
        List<LogLine> kept = lines(run, vouched);
        while (kept.size() < vouched.lines() && Instant.now().isBefore(patientUntil)) {
            TimeUnit.MILLISECONDS.sleep(200);
            kept = lines(run, vouched);
        }
        Optional<String> contradiction = vouched.contradiction(kept);
        if (contradiction.isPresent() && kept.size() < vouched.lines() && mayHaveTakenLines(vouched)) {
            cutShort++;
        } else {
            contradiction.ifPresent(sentence -> wrong.add("report %s: %s".formatted(run, sentence)));
        }
    }

    private boolean mayHaveTakenLines(VouchedLog vouched) {
        return workersKilled.stream()
                .anyMatch(killed -> killed.isAfter(vouched.finishedAt())
                        && killed.isBefore(vouched.knownAt().plus(ABOUT_THEN)));
    }

    private List<LogLine> lines(String run, VouchedLog vouched) {
        List<LogLine> lines = new ArrayList<>();
        JsonNode page;
        do {
            page = client.get("/api/rapports/%s/tests/%s/logs?attempt=%d&limit=1000&after=%d"
                            .formatted(run, vouched.test(), vouched.attempt(), lines.size()))
                    .expecting(200)
                    .json();
            page.path("lines")
                    .forEach(line -> lines.add(new LogLine(
                            Instant.parse(line.path("at").asString()),
                            LogLevel.valueOf(line.path("level").asString().toUpperCase(Locale.ROOT)),
                            line.path("text").asString())));
        } while (page.path("next").isNumber() && !page.path("lines").isEmpty());
        return lines;
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    int compared() {
        return compared;
    }

    int cutShort() {
        return cutShort;
    }
}
