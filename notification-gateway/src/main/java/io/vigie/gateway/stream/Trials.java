package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import reactor.core.publisher.Mono;

/** Finds the run in which one test is tried alone. */
interface Trials {

    /**
     * The run with this id, or else the newest that tries the test with this id; waits a little for one that was launched just now.
     *
     * @return ends with a {@code Refusal} when there is none, or the caller may not know it
     */
    Mono<RunId> runOf(String id, String token);
}
