package io.vigie.testclient.proof;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.HashChain;
import io.vigie.testclient.proof.Finding.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads histories event by event and names every event that breaks a {@link Rule}. The events of one run come in their order; those of
 * several runs may be mixed, as on a topic. Keeps no event: a run of 100 000 tests costs a small entry per test. Not thread-safe.
 */
public final class HistoryChecker {

    /** More of one run say nothing new. */
    private static final int MAX_FINDINGS_PER_RUN = 50;

    private final boolean slicesAreRecorded;
    private final Map<String, OneRun> runs = new LinkedHashMap<>();
    private final IsolationChecker isolation = new IsolationChecker();
    private long events;

    /** @param slicesAreRecorded whether a test that starts without a slice is a finding; scripted histories tell nothing of slices */
    public HistoryChecker(boolean slicesAreRecorded) {
        this.slicesAreRecorded = slicesAreRecorded;
    }

    /** What is wrong in these histories. */
    public static List<Finding> check(Iterable<? extends Envelope<?>> histories, boolean slicesAreRecorded) {
        HistoryChecker checker = new HistoryChecker(slicesAreRecorded);
        histories.forEach(checker::accept);
        return checker.findings();
    }

    /** Takes the next event; what is not of a run's history is left out. */
    public void accept(Envelope<?> envelope) {
        if (envelope.message() instanceof RunEvent event) {
            events++;
            runs.computeIfAbsent(envelope.subject(), OneRun::new).accept(envelope, event);
            isolation.accept(envelope);
        }
    }

    /** What is wrong so far; a run that has not ended is. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        runs.values().forEach(run -> all.addAll(run.findings()));
        all.addAll(isolation.findings());
        return all;
    }

    /** What the histories amount to, by run id. */
    public Map<String, RunFold> folds() {
        Map<String, RunFold> folds = new LinkedHashMap<>();
        runs.forEach((id, run) -> folds.put(id, run.lifecycle.fold()));
        return folds;
    }

    /** How many events were read. */
    public long events() {
        return events;
    }

    private final class OneRun {

        private final String id;
        private final List<Finding> findings = new ArrayList<>();
        private final RunLifecycle lifecycle;
        private long sequence;
        private String hash = Link.GENESIS;

        OneRun(String id) {
            this.id = id;
            this.lifecycle = new RunLifecycle(slicesAreRecorded);
        }

        void accept(Envelope<?> envelope, RunEvent event) {
            Link link = envelope.link();
            long number = link == null ? sequence + 1 : link.sequence();
            String name = nameOf(event);
            if (link == null) {
                find(Rule.SEQUENCE, number, name, "it has no place in the history");
            } else {
                if (link.sequence() != sequence + 1) {
                    find(Rule.SEQUENCE, number, name, "it follows event %d".formatted(sequence));
                }
                if (!HashChain.verifies(envelope, hash)) {
                    find(
                            Rule.HASH,
                            number,
                            name,
                            link.previousHash().equals(hash)
                                    ? "its content does not give its hash"
                                    : "it does not continue from the event before");
                }
                sequence = link.sequence();
                hash = link.hash();
            }
            if (!event.runId().value().equals(id)) {
                find(Rule.SEQUENCE, number, name, "it is of run %s".formatted(event.runId()));
            }
            lifecycle.accept(event, (rule, what) -> find(rule, number, name, what));
        }

        List<Finding> findings() {
            List<Finding> all = new ArrayList<>(findings);
            lifecycle.missing((rule, what) -> all.add(new Finding(rule, id, 0, "", what)));
            return all;
        }

        private void find(Rule rule, long number, String name, String what) {
            if (findings.size() < MAX_FINDINGS_PER_RUN) {
                findings.add(new Finding(rule, id, number, name, what));
            }
        }
    }

    private static String nameOf(RunEvent event) {
        String wireName = MessageCatalog.wireNameOf(event);
        return wireName.replaceAll("^io\\.vigie\\.run\\.|\\.v\\d+$", "");
    }

    /** Where a lifecycle says what is wrong. */
    interface Complaint {
        void that(Rule rule, String what);
    }
}
