package io.vigie.execution.signing;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage.Head;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ends of the histories that have not been signed to their end. It follows the links alone: whether an event's content has the hash that it
 * carries is for those to check who read the content. Pure; not thread-safe.
 */
final class RunHeads {

    private final Map<RunId, Head> heads = new LinkedHashMap<>();
    private final Map<RunId, Long> signed = new HashMap<>();
    private boolean moved;
    private int ended;
    private long farthest;

    /** Goes on after what an earlier round signed. */
    void recall(Head head) {
        if (head.state() != HeadState.FINISHED) {
            heads.put(head.runId(), head);
            signed.put(head.runId(), head.sequence());
        }
    }

    /** Takes the next link of a run. @return why it is refused, when it does not follow what went before */
    Optional<String> take(RunLink link) {
        Head last = heads.getOrDefault(link.run(), new Head(link.run(), 0, Link.GENESIS, HeadState.RUNNING));
        if (last.state() == HeadState.REFUSED) {
            return Optional.empty();
        }
        if (link.sequence() != last.sequence() + 1 || !link.previousHash().equals(last.hash())) {
            heads.put(link.run(), new Head(link.run(), last.sequence(), last.hash(), HeadState.REFUSED));
            moved = true;
            ended++;
            return Optional.of("Expected the event after %d of run \"%s\" to be chained to it, but event %d follows %s."
                    .formatted(last.sequence(), link.run(), link.sequence(), link.previousHash()));
        }
        heads.put(
                link.run(),
                new Head(
                        link.run(),
                        link.sequence(),
                        link.hash(),
                        link.ends() ? HeadState.FINISHED : HeadState.RUNNING));
        moved = true;
        ended += link.ends() ? 1 : 0;
        farthest = Math.max(farthest, link.sequence() - signed.getOrDefault(link.run(), 0L));
        return Optional.empty();
    }

    /** Whether the end of a run may still have to be signed. */
    boolean isOpen(RunId run) {
        Head head = heads.get(run);
        return head != null && head.state() != HeadState.REFUSED;
    }

    /** Whether any history has gone on since the last round. */
    boolean hasMoved() {
        return moved;
    }

    /** How many runs have ended, or were refused, since the last round. */
    int ended() {
        return ended;
    }

    /** How many events of one run are not signed, at most. */
    long farthest() {
        return farthest;
    }

    long refused() {
        return heads.values().stream()
                .filter(head -> head.state() == HeadState.REFUSED)
                .count();
    }

    /** What the next round signs: every run that has not ended, and those that have since the last round. */
    List<Head> round() {
        return List.copyOf(heads.values());
    }

    /** The round is durable. */
    void signed() {
        heads.values().removeIf(head -> head.state() == HeadState.FINISHED);
        signed.clear();
        heads.forEach((run, head) -> signed.put(run, head.sequence()));
        moved = false;
        ended = 0;
        farthest = 0;
    }
}
