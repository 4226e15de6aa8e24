package io.vigie.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this service answers of a scripted run: its report after each event, its tests, their logs and cases at the end. The contracts keep it beside what a browser
 * is told of the same run, so that a page's fold can be held against ours. One answer a line.
 */
final class ExpectedReports {

    private final Map<String, JsonNode> reports = new LinkedHashMap<>();
    private final Map<String, JsonNode> tests = new LinkedHashMap<>();
    private final Map<String, JsonNode> logs = new LinkedHashMap<>();
    private final Map<String, JsonNode> cases = new LinkedHashMap<>();
    private int last;

    /** @param sequence the number of the last event that had happened */
    void report(int sequence, JsonNode answer) {
        last = sequence;
        reports.put(Integer.toString(sequence), then(answer, sequence));
    }

    void test(String test, JsonNode answer) {
        tests.put(test, then(answer, last));
    }

    void log(String test, JsonNode answer) {
        logs.put(test, then(answer, last));
    }

    void cases(String test, JsonNode answer) {
        cases.put(test, then(answer, last));
    }

    /** The answer as it was given then: where its records lay in the topics, and how it was asked for, differs from installation to installation. */
    private static JsonNode then(JsonNode answer, int sequence) {
        ObjectNode then = (ObjectNode) answer.deepCopy();
        then.remove("at");
        then.putObject("asOf")
                .put("sequence", sequence)
                .put("partition", 0)
                .put("runOffset", -1)
                .put("logOffset", -1)
                .put("lag", 0)
                .put("lagMs", 0);
        return then;
    }

    String text() {
        return "{\n\"reports\": %s,\n\"tests\": %s,\n\"logs\": %s,\n\"cases\": %s\n}\n"
                .formatted(lines(reports), lines(tests), lines(logs), lines(cases));
    }

    private static String lines(Map<String, JsonNode> answers) {
        return answers.entrySet().stream()
                .map(answer ->
                        "\"" + answer.getKey() + "\": " + JsonMapper.shared().writeValueAsString(answer.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }
}
