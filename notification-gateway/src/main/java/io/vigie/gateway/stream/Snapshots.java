package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import reactor.core.publisher.Mono;

/** Where snapshots come from. */
interface Snapshots {

    /**
     * The report of a run as its owner answers it to this caller; the empty report when the owner is away, or does not know yet a run that began a
     * moment ago.
     *
     * @return ends with a {@code Refusal} when the caller may not see it, or there is no such run
     */
    Mono<Snapshot> of(RunId run, String token);

    /**
     * Lets whoever may see a run pass, without its report. An owner that is away, or does not know the run, keeps nobody from going on.
     *
     * @return ends with a {@code Refusal} when the caller may not see it
     */
    default Mono<Void> permit(RunId run, String token) {
        return Mono.empty();
    }
}
