package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Asks for the report of a run, or whether it may be seen, once for all streams of one caller that want it at the same time: when a gateway comes back, everybody does. A report
 * that was asked for a moment before a stream began is as good for it, since the stream goes on from where the report ends. Nothing is kept after the
 * answer, and nobody gets what another caller was answered. Thread-safe.
 */
final class SharedSnapshots implements Snapshots {

    private final Snapshots source;
    private final Map<Asked, Mono<Snapshot>> reports = new ConcurrentHashMap<>();
    private final Map<Asked, Mono<Void>> permits = new ConcurrentHashMap<>();

    SharedSnapshots(Snapshots source) {
        this.source = source;
    }

    @Override
    public Mono<Snapshot> of(RunId run, String token) {
        return once(reports, new Asked(run, token), () -> source.of(run, token));
    }

    @Override
    public Mono<Void> permit(RunId run, String token) {
        return once(permits, new Asked(run, token), () -> source.permit(run, token));
    }

    private static <T> Mono<T> once(Map<Asked, Mono<T>> underWay, Asked asked, Supplier<Mono<T>> source) {
        return Mono.defer(() -> underWay.computeIfAbsent(
                asked,
                // Cached and not shared: who goes away ends nothing that others wait for.
                first -> source.get().doFinally(end -> underWay.remove(asked)).cache()));
    }

    private record Asked(RunId run, String token) {

        /** A token is nobody's to read in a log. */
        @Override
        public String toString() {
            return "Asked[" + run + "]";
        }
    }
}
