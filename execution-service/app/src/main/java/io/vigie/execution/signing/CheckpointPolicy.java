package io.vigie.execution.signing;

import java.time.Duration;

/**
 * When a round of checkpoints is due: at the end of a run, at intervals while runs go on, and when many events of one run are not signed. Rounds
 * keep a distance, so that their number does not grow with the number of runs.
 *
 * @param interval how long what moved may stay unsigned
 * @param events how many events of one run may stay unsigned, give or take what comes within the distance
 * @param distance between two rounds at least
 * @param ended how many runs may have ended before a round that does not keep the distance
 */
record CheckpointPolicy(Duration interval, long events, Duration distance, int ended) {

    boolean isDue(RunHeads runs, Duration sinceLast) {
        if (!runs.hasMoved()) {
            return false;
        }
        return sinceLast.compareTo(interval) >= 0
                || runs.ended() >= ended
                || (sinceLast.compareTo(distance) >= 0 && (runs.ended() > 0 || runs.farthest() >= events));
    }
}
