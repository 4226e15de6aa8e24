package io.vigie.execution.signing;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage.DecisionsHead;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The ends of the projects' decisions, and the removals among them that have no tombstone yet. Decisions of one project stand in several partitions: what
 * comes before its turn waits. It follows the links alone, as {@link RunHeads} does. Pure; not thread-safe.
 */
final class DecisionHeads {

    /** So many removals are remembered as done, so that a record that its writer repeated has no second tombstone. */
    private static final int REMEMBERED = 10_000;

    private final Map<ProjectId, DecisionsHead> heads = new LinkedHashMap<>();
    private final Map<ProjectId, SortedMap<Long, DecisionLink>> early = new HashMap<>();
    private final Map<Key, DecisionLink> removals = new LinkedHashMap<>();
    private final Map<Key, Boolean> done = new LinkedHashMap<>();
    private boolean moved;

    private record Key(RunId run, List<Kept> removed) {

        static Key of(Removal removal) {
            return new Key(removal.run(), removal.removed());
        }
    }

    /** Goes on after what was signed. */
    void recall(DecisionsHead head) {
        heads.put(head.projectId(), head);
    }

    /** Takes a decision. @return why its project's are signed no further, when it does not follow what went before */
    Optional<String> take(DecisionLink link) {
        Removal removal = link.removal();
        if (removal != null && !done.containsKey(Key.of(removal))) {
            removals.putIfAbsent(Key.of(removal), link);
        }
        if (!link.isChained()) {
            return Optional.empty();
        }
        DecisionsHead head = head(link.project());
        if (head.state() == HeadState.REFUSED || link.sequence() <= head.sequence()) {
            return Optional.empty();
        }
        SortedMap<Long, DecisionLink> waiting = early.computeIfAbsent(link.project(), project -> new TreeMap<>());
        waiting.putIfAbsent(link.sequence(), link);
        return follow(link.project(), waiting);
    }

    private Optional<String> follow(ProjectId project, SortedMap<Long, DecisionLink> waiting) {
        DecisionsHead head = head(project);
        DecisionLink next = waiting.remove(head.sequence() + 1);
        while (next != null) {
            if (!next.previousHash().equals(head.hash())) {
                heads.put(project, new DecisionsHead(project, head.sequence(), head.hash(), HeadState.REFUSED));
                waiting.clear();
                moved = true;
                return Optional.of(
                        "Expected decision %d of project \"%s\" to be chained to the one before, but it follows %s."
                                .formatted(next.sequence(), project, next.previousHash()));
            }
            head = new DecisionsHead(project, next.sequence(), next.hash(), HeadState.RUNNING);
            heads.put(project, head);
            moved = true;
            next = waiting.remove(head.sequence() + 1);
        }
        return Optional.empty();
    }

    private DecisionsHead head(ProjectId project) {
        return heads.getOrDefault(project, new DecisionsHead(project, 0, Link.GENESIS, HeadState.RUNNING));
    }

    /** Whether any project's decisions have gone on since they were signed last. */
    boolean hasMoved() {
        return moved;
    }

    /** Removals without a tombstone, in the order in which they were read. */
    List<DecisionLink> removals() {
        return List.copyOf(removals.values());
    }

    /** A removal has its tombstone. */
    void done(Removal removal) {
        removals.remove(Key.of(removal));
        done.put(Key.of(removal), true);
        if (done.size() > REMEMBERED) {
            done.remove(done.keySet().iterator().next());
        }
    }

    long refused() {
        return heads.values().stream()
                .filter(head -> head.state() == HeadState.REFUSED)
                .count();
    }

    List<DecisionsHead> heads() {
        return List.copyOf(heads.values());
    }

    /** Where whoever goes on after the present heads has to read on. @param read how far all that was taken goes */
    List<ReadUpTo> positions(List<ReadUpTo> read) {
        List<ReadUpTo> positions = new ArrayList<>();
        for (ReadUpTo upTo : read) {
            OptionalLong needed = Stream.concat(
                            early.values().stream().flatMap(waiting -> waiting.values().stream()),
                            removals.values().stream())
                    .filter(link -> link.partition() == upTo.partition())
                    .mapToLong(DecisionLink::offset)
                    .min();
            positions.add(new ReadUpTo(upTo.partition(), Math.min(upTo.offset(), needed.orElse(Long.MAX_VALUE))));
        }
        return positions;
    }

    /** What was taken is durable. */
    void signed() {
        moved = false;
    }
}
