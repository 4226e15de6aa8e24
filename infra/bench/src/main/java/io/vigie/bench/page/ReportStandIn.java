package io.vigie.bench.page;

import io.vigie.bench.fanout.LoadedRun;
import io.vigie.testclient.Client;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What campaign-service and report-service answer of one run, as far as the page asks (their OpenAPI descriptions): the first half of its tests wait, the
 * others have passed, and one of these wrote a long log. Thread-safe; it answers the same as often as it is asked.
 */
final class ReportStandIn {

    private static final String CAMPAIGN = "6650f0f0a1b2c3d4e5f60718";
    private static final int INLINE = 1_000;
    private static final int DURATION = 1_234;

    private final LoadedRun run;
    private final int tests;
    private final int logged;
    private final int lines;
    private final Instant begun = Instant.now();

    /**
     * @param logged the number of the test that wrote the long log, of those that have passed
     * @param lines how many lines that log has
     */
    ReportStandIn(LoadedRun run, int tests, int logged, int lines) {
        this.run = run;
        this.tests = tests;
        this.logged = logged;
        this.lines = lines;
    }

    static String testId(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    static String name(int number) {
        return "Commande %d".formatted(number);
    }

    private boolean passed(int number) {
        return number > tests / 2;
    }

    /** A JSON text, or an empty one for what is not there. */
    String answer(URI address) {
        String report = "/api/rapports/" + run.id();
        String path = address.getPath();
        Map<String, Integer> asked = numbers(address.getRawQuery());
        if (path.equals("/api/me")) {
            return object().put("id", "user-0")
                    .put("name", "Banc")
                    .put("email", "banc@example.com")
                    .put("role", "admin")
                    .toString();
        }
        if (path.equals("/api/campains")) {
            return page(object().put("_id", CAMPAIGN)
                    .put("userCreated", "user-0")
                    .put("userCreatedName", "Banc")
                    .put("name", "Banc")
                    .put("dateCreated", begun.toString())
                    .put("description", ""));
        }
        if (path.equals("/api/rapports")) {
            return page(summary());
        }
        if (path.equals(report)) {
            ObjectNode whole = summary();
            tests(whole, 0, INLINE, "testsNext");
            return whole.toString();
        }
        if (path.equals(report + "/tests")) {
            ObjectNode part = object();
            tests(part, asked.getOrDefault("after", 0), asked.getOrDefault("limit", INLINE), "next");
            return part.toString();
        }
        if (path.equals(report + "/tests/" + testId(logged))) {
            return detail(logged).toString();
        }
        if (path.equals(report + "/tests/" + testId(logged) + "/logs")) {
            return log(asked.getOrDefault("after", 0), asked.getOrDefault("limit", INLINE));
        }
        return "";
    }

    private static Map<String, Integer> numbers(String query) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (pair.matches("\\w+=\\d{1,9}")) {
                numbers.put(
                        pair.substring(0, pair.indexOf('=')), Integer.parseInt(pair.substring(pair.indexOf('=') + 1)));
            }
        }
        return numbers;
    }

    private static ObjectNode object() {
        return Client.JSON.createObjectNode();
    }

    private static String page(ObjectNode only) {
        ObjectNode page = object();
        page.putArray("data").add(only);
        page.putObject("pagination")
                .put("current_page", 1)
                .put("page_size", 100)
                .put("total_items", 1)
                .put("total_pages", 1)
                .put("has_next", false)
                .put("has_prev", false);
        return page.toString();
    }

    private ObjectNode summary() {
        ObjectNode summary = object().put("_id", run.id().value())
                .put("campainId", CAMPAIGN)
                .put("dateCreated", begun.toString())
                .put("details", "Dix mille commandes")
                .put("filiere", "BENCH")
                .put("status", "running")
                .put("progress", 50)
                .put("stopOnFailure", false)
                .put("result", "pending")
                .put("outcome", "passed")
                .put("kind", "campaign")
                .put("phase", "running")
                .put("campaignName", "Banc")
                .put("parallelism", 8);
        summary.putObject("options")
                .put("stopOnFailure", false)
                .put("parallelism", 8)
                .put("retries", 0)
                .putNull("testTimeoutMs")
                .putNull("runTimeoutMs")
                .putNull("environmentCap")
                .put("keepFailedWork", false);
        summary.put("launchedBy", "user-0")
                .put("startedAt", begun.toString())
                .putNull("stop")
                .putNull("finishedAt")
                .putNull("durationMs");
        ObjectNode counts = summary.putObject("counts")
                .put("total", tests)
                .put("waiting", tests / 2)
                .put("passed", tests - tests / 2);
        for (String none :
                new String[] {"failed", "broken", "skipped", "cancelled", "timedOut", "interrupted", "muted"}) {
            counts.put(none, 0);
        }
        summary.putNull("error").putNull("cases");
        return summary;
    }

    /** The tests after a position, and where the others are. */
    private void tests(ObjectNode into, int after, int limit, String next) {
        ArrayNode list = into.putArray("tests");
        int last = Math.min(tests, after + limit);
        for (int number = after + 1; number <= last; number++) {
            list.add(test(number));
        }
        if (last < tests) {
            into.putObject(next)
                    .put("after", last)
                    .put("url", "/api/rapports/%s/tests?after=%d&limit=%d".formatted(run.id(), last, INLINE));
        } else {
            into.putNull(next);
        }
        asOf(into);
    }

    private ObjectNode test(int number) {
        ObjectNode test = object().put("testId", testId(number))
                .put("status", passed(number) ? "passed" : "pending")
                .put("logs", "")
                .put("name", name(number))
                .put("order", number);
        if (passed(number)) {
            test.put("outcome", "passed").put("durationMs", DURATION + number % 100);
        } else {
            test.putNull("outcome").putNull("durationMs");
        }
        test.put("attempt", 1).putNull("message");
        if (passed(number)) {
            test.put("logLines", number == logged ? lines : 3);
        } else {
            test.putNull("logLines");
        }
        test.put("quarantined", false);
        if (passed(number)) {
            test.putNull("queuedReason").putNull("queuedSince");
        } else {
            test.put("queuedReason", "planned").put("queuedSince", begun.toString());
        }
        return test.putNull("cases");
    }

    private ObjectNode detail(int number) {
        ObjectNode detail = test(number).put("startedAt", begun.toString()).put("finishedAt", begun.toString());
        detail.putObject("outputs");
        ObjectNode attempt = detail.putArray("attempts")
                .addObject()
                .put("attempt", 1)
                .put("reason", "planned")
                .put("queuedAt", begun.toString())
                .put("worker", "worker-1")
                .put("startedAt", begun.toString())
                .put("finishedAt", begun.toString())
                .putNull("lostAt")
                .put("outcome", "passed")
                .put("durationMs", DURATION)
                .putNull("message")
                .put("logLines", lines)
                .putNull("logDigest")
                .putNull("cases");
        attempt.putArray("actions");
        detail.putArray("artifacts");
        asOf(detail);
        return detail;
    }

    private String log(int after, int limit) {
        ObjectNode part = object().put("testId", testId(logged)).put("attempt", 1);
        ArrayNode list = part.putArray("lines");
        int last = Math.min(lines, after + limit);
        for (int n = after + 1; n <= last; n++) {
            String text = "GET /api/commandes/%d : 200 en %d ms, 3 articles, client 4711".formatted(n, n % 90);
            list.addObject()
                    .put("n", n)
                    .put("at", begun.toString())
                    .put("level", "info")
                    .put("text", text)
                    .put("line", "[07:25:41] " + text);
        }
        if (last < lines) {
            part.put("next", last);
        } else {
            part.putNull("next");
        }
        part.put("total", lines);
        asOf(part);
        return part.toString();
    }

    private void asOf(ObjectNode into) {
        into.putObject("asOf")
                .put("sequence", 1)
                .put("partition", 0)
                .put("runOffset", run.startOffset())
                .put("logOffset", run.startLogOffset())
                .put("lag", 0)
                .put("lagMs", 0);
    }
}
