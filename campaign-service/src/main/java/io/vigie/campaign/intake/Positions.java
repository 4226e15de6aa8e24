package io.vigie.campaign.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each consumer has folded a topic, in the transaction of what it folded: what is behind its position is never folded again. */
@Component
class Positions {

    private final JdbcClient jdbc;

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next offset of each partition. They belong to the caller until its transaction ends. */
    Map<Integer, Long> lock(String consumer, String topic, Collection<Integer> partitions) {
        Map<Integer, Long> next = new HashMap<>();
        for (int partition : new TreeSet<>(partitions)) {
            jdbc.sql("INSERT INTO consumer_position (consumer, topic, partition, next_offset) VALUES (?, ?, ?, 0)"
                            + " ON CONFLICT DO NOTHING")
                    .param(consumer)
                    .param(topic)
                    .param(partition)
                    .update();
            next.put(
                    partition,
                    jdbc.sql("SELECT next_offset FROM consumer_position WHERE consumer = ? AND topic = ?"
                                    + " AND partition = ? FOR UPDATE")
                            .param(consumer)
                            .param(topic)
                            .param(partition)
                            .query(Long.class)
                            .single());
        }
        return next;
    }

    void move(String consumer, String topic, Map<Integer, Long> next) {
        next.forEach((partition, offset) -> jdbc.sql(
                        "UPDATE consumer_position SET next_offset = ? WHERE consumer = ? AND topic = ? AND partition = ?")
                .param(offset)
                .param(consumer)
                .param(topic)
                .param(partition)
                .update());
    }
}
