package io.vigie.testclient.workload;

import io.vigie.testclient.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Campaigns of mixed tests, and launches that differ in how they want to be run. */
public final class Workload {

    private final RandomGenerator random;
    private final String target;
    private final Set<String> actions;
    private final Duration longestPause;

    /** Of tests that pause half a second at most. */
    public Workload(RandomGenerator random, String target, Set<String> actions) {
        this(random, target, actions, Duration.ofMillis(450));
    }

    /**
     * @param actions what the workers offer; of what is not there, no test is made
     * @param longestPause of one action
     */
    public Workload(RandomGenerator random, String target, Set<String> actions, Duration longestPause) {
        this.random = random;
        this.target = target;
        this.actions = actions;
        this.longestPause = longestPause;
    }

    /** The types of action that Vigie offers now. */
    public static Set<String> offered(Client client) {
        Set<String> types = new HashSet<>();
        client.get("/api/actions/masks")
                .expecting(200)
                .json()
                .findValues("type")
                .forEach(type -> {
                    if (type.isString()) {
                        types.add(type.stringValue());
                    }
                });
        return types;
    }

    /** @param key distinguishes this campaign's flaky tests from others' */
    public List<Map<String, Object>> tests(int count, String key) {
        List<Map<String, Object>> tests = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            tests.add(test(key + "/" + number));
        }
        return tests;
    }

    private Map<String, Object> test(String key) {
        int dice = random.nextInt(100);
        Map<String, Object> test = new HashMap<>();
        if (dice < 30) {
            test.put("actions", List.of(pause()));
        } else if (dice < 50) {
            test.put("actions", List.of(http("/good"), pause()));
        } else if (dice < 62) {
            test.put("variables", List.of("city"));
            test.put(
                    "actions",
                    List.of(
                            action("var", Map.of("operation", "set", "name", "city", "value", "Lausanne")),
                            pause(),
                            action(
                                    "var",
                                    Map.of(
                                            "operation",
                                            "assert",
                                            "name",
                                            "city",
                                            "operator",
                                            "equals",
                                            "expected",
                                            "Lausanne"))));
        } else if (dice < 72) {
            test.put("actions", List.of(http("/bad")));
        } else if (dice < 84) {
            test.put("actions", List.of(pause(), http("/flaky/" + key)));
        } else if (dice < 92 && actions.contains("command")) {
            test.put("actions", List.of(action("command", Map.of("command", List.of("sleep", "0.2")))));
        } else if (dice < 96 && actions.contains("python")) {
            test.put("actions", List.of(action("python", Map.of("script", "print(6 * 7)"))));
        } else {
            test.put("actions", List.of(pause(), http("/good"), pause()));
        }
        return test;
    }

    private Map<String, Object> pause() {
        return action("pause", Map.of("duration", random.nextInt(50, (int) longestPause.toMillis()) / 1_000.0));
    }

    private Map<String, Object> http(String path) {
        return action("http", Map.of("method", "GET", "url", target + path, "expected_status", 200));
    }

    private static Map<String, Object> action(String type, Map<String, Object> value) {
        return Map.of("type", type, "value", value);
    }

    /** How one run wants to be carried out: every fifth one test after another, the rest in parallel; some with retries, a few stop early. */
    public Map<String, Object> options(int number) {
        Map<String, Object> options = new HashMap<>();
        options.put("parallelism", number % 5 == 0 ? 1 : List.of(2, 4, 8).get(random.nextInt(3)));
        if (number % 2 == 0) {
            options.put("retries", 1 + random.nextInt(2));
        }
        if (number % 10 == 7) {
            options.put("stop_on_failure", true);
        }
        return options;
    }
}
