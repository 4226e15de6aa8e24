package io.vigie.testclient.proof;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.wire.LogDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logs that verdicts vouch for by number of lines and digest, read from histories. A verdict that the coordinator gives itself, of an
 * attempt that nobody has ended, counts no lines and vouches for nothing. Not thread-safe.
 */
public final class VouchedLogs {

    private final Map<String, Map<String, VouchedLog>> runs = new LinkedHashMap<>();

    /** Takes the next event; what is no worker's verdict is left out. */
    public void accept(Envelope<?> envelope) {
        if (envelope.message() instanceof TestFinished verdict && verdict.logLines() > 0) {
            String test = verdict.testId().value();
            runs.computeIfAbsent(verdict.runId().value(), run -> new LinkedHashMap<>())
                    .put(
                            test,
                            new VouchedLog(
                                    test,
                                    verdict.attempt(),
                                    verdict.logLines(),
                                    verdict.logDigest(),
                                    verdict.finishedAt(),
                                    envelope.time()));
        }
    }

    /** The vouched logs of a run, in the order of its verdicts. */
    public Collection<VouchedLog> of(String run) {
        return runs.getOrDefault(run, Map.of()).values();
    }

    /**
     * The log of the attempt that decided.
     *
     * @param finishedAt when the worker gave its verdict
     * @param knownAt when the coordinator wrote it into the history
     */
    public record VouchedLog(String test, int attempt, int lines, String digest, Instant finishedAt, Instant knownAt) {

        /** What is wrong with the lines that are kept, if anything. */
        public Optional<String> contradiction(List<LogLine> kept) {
            if (kept.size() != lines) {
                return Optional.of("%d lines of test %s, attempt %d, are kept, but its verdict counts %d"
                        .formatted(kept.size(), test, attempt, lines));
            }
            LogDigest actual = new LogDigest();
            kept.forEach(actual::add);
            return actual.finish().equals(digest)
                    ? Optional.empty()
                    : Optional.of("the kept lines of test %s, attempt %d, are not those that its verdict vouches for"
                            .formatted(test, attempt));
        }
    }
}
