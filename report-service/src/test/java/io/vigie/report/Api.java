package io.vigie.report;

import static org.awaitility.Awaitility.await;

import io.vigie.report.Client.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client asks of reports, in short. */
public final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Client client;

    public Api(Client client) {
        this.client = client;
    }

    public Answer get(String path) {
        return client.get("/api/rapports" + path);
    }

    public JsonNode report(AnyRun run) {
        return get("/" + run.id).json();
    }

    public JsonNode test(AnyRun run, int position) {
        return get("/" + run.id + "/tests/" + run.test(position)).json();
    }

    public JsonNode logs(AnyRun run, int position, String query) {
        return get("/" + run.id + "/tests/" + run.test(position) + "/logs" + query)
                .json();
    }

    /** Until the whole story of the run is folded, as far as the run's own events go. */
    public JsonNode awaitHistory(AnyRun run) {
        return await().atMost(PATIENCE)
                .until(
                        () -> report(run),
                        report -> report.path("asOf").path("sequence").asInt() == run.history.size());
    }

    public void awaitLines(AnyRun run, int position, int lines) {
        await().atMost(PATIENCE)
                .until(() -> logs(run, position, "").path("total").asInt() == lines);
    }

    public void awaitStatus(AnyRun run, int status) {
        await().atMost(PATIENCE).until(() -> get("/" + run.id).status() == status);
    }

    /** Every answer about these runs, as it came, but for how long it waited. */
    public Map<String, String> everything(AnyRun... runs) {
        Map<String, String> answers = new TreeMap<>();
        keep(answers, "");
        keep(answers, "?page=2&page_size=1");
        keep(answers, "?campain_id=" + AnyRun.CAMPAIGN);
        keep(answers, "?kind=trial");
        for (AnyRun run : runs) {
            keep(answers, "/" + run.id);
            keep(answers, "/" + run.id + "/tests?limit=3");
            keep(answers, "/" + run.id + "/slices");
            keep(answers, "/" + run.id + "/events");
            Answer file = get("/" + run.id + "/history");
            answers.put("/" + run.id + "/history", file.status() + " " + (file.status() == 200 ? file.body() : ""));
            for (int moment : List.of(0, 3, 7)) {
                keep(answers, "/" + run.id + "?at=" + moment);
                keep(answers, "/" + run.id + "/tests?limit=2&at=" + moment);
            }
            for (int position = 1; position <= Math.min(run.size, 20); position++) {
                String test = "/" + run.id + "/tests/" + run.test(position);
                keep(answers, test);
                keep(answers, test + "/logs");
                keep(answers, test + "/logs?attempt=1");
                keep(answers, test + "?at=5");
                keep(answers, test + "/cases");
                keep(answers, test + "/artifacts");
            }
        }
        return answers;
    }

    private static void forgetLag(JsonNode said) {
        if (said.path("asOf") instanceof ObjectNode asOf) {
            asOf.remove("lag");
            asOf.remove("lagMs");
        }
    }

    private void keep(Map<String, String> answers, String path) {
        Answer answer = get(path);
        JsonNode body = answer.json();
        forgetLag(body);
        body.path("data").forEach(Api::forgetLag);
        answers.put(path, answer.status() + " " + body);
    }
}
