package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is folded in one transaction.
 *
 * @param facts in the order of each partition
 * @param decisions in the order of each partition; one that is about a run is a fact too
 * @param upTo the last position of each partition, those included that hold no fact: unreadable ones and those of no interest
 */
public record Batch(List<Fact> facts, List<Decision> decisions, Map<Partition, Position> upTo) {

    public Batch {
        facts = List.copyOf(facts);
        decisions = List.copyOf(decisions);
        upTo = Map.copyOf(upTo);
    }

    /** A batch without decisions. @param read every position that was read, in the order of each partition */
    public static Batch of(List<Fact> facts, Collection<Position> read) {
        return of(facts, List.of(), read);
    }

    /** @param read every position that was read, in the order of each partition */
    public static Batch of(List<Fact> facts, List<Decision> decisions, Collection<Position> read) {
        Map<Partition, Position> last = new HashMap<>();
        for (Position position : read) {
            last.put(position.partition(), position);
        }
        return new Batch(facts, decisions, last);
    }
}
