package io.vigie.service.health;

/** What one check found. */
public sealed interface Readiness {

    record Ok() implements Readiness {}

    /**
     * @param reason for an operator, in one sentence; anybody may read it, so no address, no password
     */
    record NotReady(String reason) implements Readiness {}

    static Readiness ok() {
        return new Ok();
    }

    static Readiness notReady(String reason) {
        return new NotReady(reason);
    }

    static Readiness when(boolean ready, String otherwise) {
        return ready ? ok() : notReady(otherwise);
    }
}
