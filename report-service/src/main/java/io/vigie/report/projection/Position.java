package io.vigie.report.projection;

import java.time.Instant;

/**
 * Where a record stands.
 *
 * @param recordedAt the record's own timestamp
 */
public record Position(Partition partition, long offset, Instant recordedAt) {

    /** One ordered log. */
    public record Partition(String topic, int number) implements Comparable<Partition> {

        @Override
        public int compareTo(Partition other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return topic + "/" + number;
        }
    }

    @Override
    public String toString() {
        return partition + "/" + offset;
    }
}
