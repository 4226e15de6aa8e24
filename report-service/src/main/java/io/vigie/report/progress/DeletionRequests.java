package io.vigie.report.progress;

import io.vigie.contracts.RunId;

/** Asks those who decide for a report to be removed. */
public interface DeletionRequests {

    /**
     * Returns once the request is durable; whether it is granted is seen in the history, by the report's disappearance.
     *
     * @param actor the user who asks
     * @throws RuntimeException when the request could not be sent; nothing was changed
     */
    void request(RunId run, String actor);
}
