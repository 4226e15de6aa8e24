package io.vigie.gateway.stream;

/** Tells whether every partition is followed, and its end was reached. Safe for any thread; never blocks. */
@FunctionalInterface
public interface Following {
    boolean isFollowing();
}
