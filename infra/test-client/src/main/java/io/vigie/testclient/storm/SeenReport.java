package io.vigie.testclient.storm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One report as somebody knows it: a watcher, who folds a snapshot and the events after it, or whoever reads the report's own answers. Two
 * that know the same have the same {@link #hash}. Notes what no watcher may ever see: an event twice, a line that is missing, a second
 * beginning. Safe for any thread.
 */
final class SeenReport {

    private static final int MOST_COMPLAINTS = 5;

    /** They stand at the place of the event before them. */
    private static final Set<String> ABOUT_THE_STREAM = Set.of("cut", "resumed", "end");

    private final String run;
    private final Map<String, SeenTest> tests = new TreeMap<>();
    private final Set<String> once = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private String status = "pending";
    private int progress;
    private String stop = "";
    private String lastId = "";
    private boolean begun;
    private boolean over;
    private int events;

    SeenReport(String run) {
        this.run = run;
    }

    /** One test: its newest attempt. */
    private static final class SeenTest {
        String status = "pending";
        String outcome = "";
        int attempt = 1;
        long duration = -1;
        boolean quarantined;
        final TreeMap<Integer, String> lines = new TreeMap<>();

        void attempt(int number) {
            if (number > attempt) {
                attempt = number;
                lines.clear();
                status = "pending";
                outcome = "";
                duration = -1;
            }
        }
    }

    String run() {
        return run;
    }

    /** The id to come back with; empty before the first event. */
    synchronized String lastId() {
        return lastId;
    }

    /** Whether nothing follows any more. */
    synchronized boolean isOver() {
        return over;
    }

    synchronized int events() {
        return events;
    }

    /** Whether any of it was seen as it happened, rather than in a snapshot of what was over. */
    synchronized boolean isSeenLive() {
        return !once.isEmpty();
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** How it stands, for whoever looks why it does not end. */
    synchronized String state() {
        return "status %s, %d of 100, last id \"%s\"".formatted(status, progress, lastId);
    }

    /** The stream said that nothing follows, by its last event or by a 204. */
    synchronized void ended() {
        over = true;
    }

    /** Takes one event as it came. */
    synchronized void take(String name, String id, JsonNode data) {
        events++;
        switch (name) {
            case "snapshot" -> snapshot(data);
            case "campain_started" -> status = "running";
            case "campain_progress" ->
                progress = Math.max(progress, data.path("progress").asInt());
            case "campain_cancelling" -> stop = data.path("reason").asString("");
            case "campain_completed" -> {
                onlyOnce(name);
                status = data.path("status").asString("");
            }
            case "history_lost" -> complain("the history is said to be lost");
            case "error" -> complain("refused: " + data);
            case "end" -> over = true;
            default -> ofATest(name, data);
        }
        if (!id.isEmpty() && !ABOUT_THE_STREAM.contains(name)) {
            if (id.equals(lastId)) {
                complain("the id \"%s\" came twice".formatted(id));
            }
            lastId = id;
        }
    }

    private void snapshot(JsonNode data) {
        if (begun) {
            complain("a second snapshot came");
        }
        begun = true;
        status = data.path("status").asString("pending");
        progress = data.path("progress").asInt();
        stop = data.path("stop").path("reason").asString("");
        if (!data.path("testsNext").path("url").asString("").isEmpty()) {
            complain("the snapshot had no room for all tests");
        }
        data.path("tests").forEach(this::row);
    }

    private void ofATest(String name, JsonNode data) {
        if (!data.has("test_id")) {
            return;
        }
        SeenTest test = tests.computeIfAbsent(data.path("test_id").asString(), id -> new SeenTest());
        int attempt = data.path("attempt").asInt(test.attempt);
        test.attempt(attempt);
        if (attempt < test.attempt) {
            return;
        }
        switch (name) {
            case "test_started" -> {
                onlyOnce(name, data, attempt);
                test.status = "running";
            }
            case "test_queued" -> test.quarantined = data.path("quarantined").asBoolean();
            case "test_log" -> lines(test, data);
            case "test_attempt_completed" -> onlyOnce(name, data, attempt);
            case "test_completed" -> {
                onlyOnce(name, data, 0);
                test.status = data.path("status").asString();
                test.outcome = data.path("outcome").asString();
                test.duration = data.path("duration_ms").asLong(-1);
            }
            default -> {
                // Cases and artifacts are kept by other proofs.
            }
        }
    }

    private void lines(SeenTest test, JsonNode data) {
        for (JsonNode line : data.path("lines")) {
            int number = line.path("n").asInt();
            if (!test.lines.isEmpty() && number != test.lines.lastKey() + 1) {
                complain("line %d of test %s came after line %d"
                        .formatted(number, data.path("test_id").asString(), test.lines.lastKey()));
            }
            test.lines.put(number, text(line));
        }
    }

    private static String text(JsonNode line) {
        return line.path("at").asString() + " " + line.path("level").asString() + " "
                + line.path("text").asString();
    }

    /** A test as a list of the report has it. What was seen since is newer. */
    synchronized void row(JsonNode row) {
        SeenTest test = tests.computeIfAbsent(row.path("testId").asString(), id -> new SeenTest());
        int attempt = row.path("attempt").asInt(1);
        if (attempt < test.attempt
                || attempt == test.attempt && stage(row.path("status").asString()) < stage(test.status)) {
            return;
        }
        test.attempt(attempt);
        test.status = row.path("status").asString();
        test.outcome = row.path("outcome").asString("");
        test.duration = row.path("durationMs").asLong(-1);
        test.quarantined = row.path("quarantined").asBoolean();
    }

    private static int stage(String status) {
        return switch (status) {
            case "pending" -> 0;
            case "running" -> 1;
            default -> 2;
        };
    }

    /** Tests of which lines are wanted: their newest attempt, and the number of the first line that is known, absent when none is. */
    synchronized Map<String, First> beginnings() {
        Map<String, First> first = new TreeMap<>();
        tests.forEach((id, test) -> first.put(
                id, new First(test.attempt, test.lines.isEmpty() ? Integer.MAX_VALUE : test.lines.firstKey())));
        return first;
    }

    /** @param line the number of the first line that is known; the greatest number when none is */
    record First(int attempt, int line) {}

    /** Lines before those that are known, as a page asks for them when it was opened later. */
    synchronized void earlier(String testId, JsonNode lines) {
        SeenTest test = tests.get(testId);
        if (test == null) {
            complain("lines of the unknown test " + testId);
            return;
        }
        int first = test.lines.isEmpty() ? Integer.MAX_VALUE : test.lines.firstKey();
        for (JsonNode line : lines) {
            if (line.path("n").asInt() < first) {
                test.lines.put(line.path("n").asInt(), text(line));
            }
        }
    }

    private void onlyOnce(String name) {
        if (!once.add(name)) {
            complain(name + " came twice");
        }
    }

    private void onlyOnce(String name, JsonNode data, int attempt) {
        if (!once.add(name + " " + data.path("test_id").asString() + " " + attempt)) {
            complain("%s of test %s, attempt %d, came twice"
                    .formatted(name, data.path("test_id").asString(), attempt));
        }
    }

    private void complain(String complaint) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add("run %s: %s".formatted(run, complaint));
        }
    }

    /** What is known, as text of one form. */
    synchronized String account() {
        StringBuilder account = new StringBuilder();
        account.append(run)
                .append(' ')
                .append(status)
                .append(' ')
                .append(progress)
                .append(' ')
                .append(stop)
                .append('\n');
        tests.forEach((id, test) -> {
            boolean skipped = test.status.equals("skipped");
            account.append(id).append(' ').append(test.status).append(' ').append(test.outcome);
            account.append(' ').append(skipped ? 0 : test.attempt).append(' ').append(skipped ? -1 : test.duration);
            account.append(' ').append(test.quarantined).append('\n');
            test.lines.forEach((number, line) ->
                    account.append(number).append(' ').append(line).append('\n'));
        });
        return account.toString();
    }

    /** SHA-256 of what is known. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(account().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
