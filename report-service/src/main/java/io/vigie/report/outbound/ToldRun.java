package io.vigie.report.outbound;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be remembered of a run to tell its next event: a later event does not repeat what an earlier one said. Not thread-safe. */
final class ToldRun {

    final UUID id;

    /** The last event of its history that is told; 0 before the first. */
    long sequence;

    /** Absent until the run's first event, and for runs that are not told of. */
    @Nullable
    Launch launch;

    boolean finished;

    private final Map<String, Test> tests = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    ToldRun(UUID id) {
        this.id = id;
    }

    record Launch(String campaignId, String campaignName, String name, String environment) {}

    /** @param started whether it is told that the test started: it is told once, however often it is tried */
    record Test(String name, long version, boolean quarantined, boolean started) {

        static final Test UNKNOWN = new Test("", 0, false, false);
    }

    Test test(String id) {
        return tests.getOrDefault(id, Test.UNKNOWN);
    }

    boolean knows(String id) {
        return tests.containsKey(id);
    }

    /** As it was remembered. */
    void remembered(String id, Test test) {
        tests.put(id, test);
    }

    void changed(String id, Test test) {
        tests.put(id, test);
        changed.add(id);
    }

    /** What there is to remember since it was read. */
    Map<String, Test> changes() {
        Map<String, Test> changes = new HashMap<>();
        changed.forEach(test -> changes.put(test, test(test)));
        return changes;
    }
}
