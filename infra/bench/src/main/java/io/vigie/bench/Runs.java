package io.vigie.bench;

import io.vigie.contracts.TestId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.task.TaskMessage;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.LiveEvent;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.WebSocketReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Real runs of real campaigns, measured from outside and by what workers wrote into their reports. */
final class Runs {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int LAUNCHES = 40;
    private static final int LAUNCH_WARM_UP = 10;

    private final Vigie vigie;
    private final Client client;

    Runs(Vigie vigie) {
        this.vigie = vigie;
        this.client = Client.loggedIn(vigie);
    }

    /** From the click on "launch" to the first sign in the browser that the run has started. */
    Latencies clickToStart() {
        Latencies latencies = new Latencies();
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        try (WebSocketReader socket = WebSocketReader.connected(client)) {
            for (int i = 0; i < LAUNCH_WARM_UP + LAUNCHES; i++) {
                Instant click = Instant.now();
                String run = client.launch(campaign, Map.of());
                socket.join(run);
                LiveEvent started = Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(LIMIT)
                        .until(() -> firstSignOf(run, socket.events()), event -> event != null);
                if (i >= LAUNCH_WARM_UP) {
                    latencies.add(click.until(started.receivedAt(), ChronoUnit.MICROS));
                }
            }
        }
        return latencies;
    }

    private static @Nullable LiveEvent firstSignOf(String run, List<LiveEvent> events) {
        for (LiveEvent event : events) {
            boolean started = event.name().equals("campain_started")
                    && event.data().path("rapport_id").asString("").equals(run);
            boolean alreadyStarted = event.name().equals("snapshot")
                    && event.data().path("_id").asString("").equals(run)
                    && !event.data().path("status").asString("").equals("pending");
            if (started || alreadyStarted) {
                return event;
            }
        }
        return null;
    }

    /** Steady parallel work: short pauses on every slot. */
    Steady steady(int tests, double pauseSeconds, int parallelism) {
        String campaign = client.largeCampaign(tests(tests, Client.pause(pauseSeconds)));
        String run = client.launch(campaign, Map.of("parallelism", parallelism));
        List<LiveEvent> events = watched(run);
        Reports reports = reports(run);
        Latencies verdicts = new Latencies();
        Latencies lines = new Latencies();
        for (LiveEvent event : events) {
            if (event.name().equals("test_completed")) {
                Instant finished = reports.finished.get(event.testId());
                if (finished != null) {
                    verdicts.add(finished.until(event.receivedAt(), ChronoUnit.MICROS));
                }
            } else if (event.name().equals("test_log")) {
                event.data()
                        .path("lines")
                        .valueStream()
                        .forEach(line -> lines.add(Instant.parse(line.path("at").asString())
                                .until(event.receivedAt(), ChronoUnit.MICROS)));
            }
        }
        return new Steady(verdicts, lines, reports.count / reports.seconds());
    }

    record Steady(Latencies verdicts, Latencies lines, double reportsPerSecond) {}

    /** From one test's end to the next one's start in a sequential run of tests that do nothing. */
    Gaps sequentialGaps(int tests) {
        return sequentialGaps(tests, Client.PASS);
    }

    /** From one test's end to the next one's start in a sequential run. */
    Gaps sequentialGaps(int tests, Map<String, Object> action) {
        String campaign = client.largeCampaign(tests(tests, action));
        String run = client.launch(campaign, Map.of());
        client.finishedReport(run, LIMIT);
        Reports reports = reports(run);
        return new Gaps(reports.withinSlices, reports.acrossSlices, reports.newSlices);
    }

    private static List<Map<String, Object>> tests(int count, Map<String, Object> action) {
        return Collections.nCopies(count, Map.of("actions", List.of(action)));
    }

    /**
     * @param acrossSlices before a test that the worker was not given together with the one before: in a new slice, or added to its slice
     * @param newSlices how many of these were in a new slice
     */
    record Gaps(Latencies withinSlices, Latencies acrossSlices, int newSlices) {}

    /** As many tests that do nothing as the slots take. */
    Throughput throughput(int tests, int parallelism) {
        String campaign = client.largeCampaign(tests(tests, Client.PASS));
        Instant launched = Instant.now();
        String run = client.launch(campaign, Map.of("parallelism", parallelism));
        client.finishedReport(run, LIMIT);
        double projected = launched.until(Instant.now(), ChronoUnit.MILLIS) / 1_000.0;
        int history = History.of(vigie).of(run).size();
        Reports reports = reports(run);
        return new Throughput(tests / reports.seconds(), history / projected, history);
    }

    record Throughput(double testsPerSecond, double projectedEventsPerSecond, int events) {}

    private List<LiveEvent> watched(String run) {
        try (WebSocketReader socket = WebSocketReader.of(client, run)) {
            return socket.untilTheEnd(LIMIT);
        }
    }

    private Reports reports(String run) {
        Reports reports = new Reports(firstOfExtensions(run));
        History.of(vigie).records(Topics.ATTEMPT_EVENTS).stream()
                .filter(record -> run.equals(record.key()))
                .map(record -> (AttemptEvent) KafkaMessages.read(record).message())
                .forEach(reports::add);
        return reports;
    }

    private Set<TestId> firstOfExtensions(String run) {
        return History.of(vigie).records(Topics.SLICE_EXTENSIONS).stream()
                .filter(record -> run.equals(record.key()))
                .map(record ->
                        ((TaskMessage.SliceExtended) KafkaMessages.read(record).message()))
                .map(extension -> extension.tests().getFirst().testId())
                .collect(Collectors.toSet());
    }

    /** What the workers wrote of one run. */
    private static final class Reports {

        private final Set<TestId> firstOfExtensions;
        private final Map<String, Instant> finished = new HashMap<>();
        private final Latencies withinSlices = new Latencies();
        private final Latencies acrossSlices = new Latencies();
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private Instant previousEnd = Instant.MAX;
        private long previousSlice;
        private int count;
        private int newSlices;

        Reports(Set<TestId> firstOfExtensions) {
            this.firstOfExtensions = firstOfExtensions;
        }

        void add(AttemptEvent event) {
            count++;
            switch (event) {
                case AttemptEvent.TestStarted started -> {
                    first = first.isBefore(started.startedAt()) ? first : started.startedAt();
                    if (previousEnd != Instant.MAX) {
                        boolean isNew = previousSlice != started.slice();
                        newSlices += isNew ? 1 : 0;
                        boolean isAcross = isNew || firstOfExtensions.contains(started.testId());
                        (isAcross ? acrossSlices : withinSlices)
                                .add(previousEnd.until(started.startedAt(), ChronoUnit.MICROS));
                    }
                }
                case AttemptEvent.TestFinished ended -> {
                    finished.put(ended.testId().value(), ended.finishedAt());
                    last = last.isAfter(ended.finishedAt()) ? last : ended.finishedAt();
                    previousEnd = ended.finishedAt();
                    previousSlice = ended.slice();
                }
                case AttemptEvent.SliceAccepted accepted -> {}
                case AttemptEvent.Heartbeat heartbeat -> {}
                case AttemptEvent.ActionFinished action -> {}
                case AttemptEvent.CasesFinished cases -> {}
                case AttemptEvent.ArtifactStored artifact -> {}
                case AttemptEvent.SliceReturned returned -> {}
            }
        }

        double seconds() {
            return Math.max(first.until(last, ChronoUnit.MICROS), 1) / 1_000_000.0;
        }
    }
}
