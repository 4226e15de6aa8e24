package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;

/** How far each partition is folded. Must be called within a transaction of {@link ProjectionSchemas}. */
@Repository
public class FoldedPositions {

    private static final RowMapper<Position> POSITION = (row, number) -> new Position(
            new Partition(row.getString("topic"), row.getInt("partition")),
            row.getLong("last_offset"),
            row.getTimestamp("recorded_at").toInstant());

    private final JdbcTemplate jdbc;

    FoldedPositions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The last position that was folded, for each partition of which any was. */
    public Map<Partition, Position> all() {
        Map<Partition, Position> all = new HashMap<>();
        jdbc.query("SELECT * FROM folded_position", POSITION)
                .forEach(position -> all.put(position.partition(), position));
        return all;
    }

    /** The last position of one partition. */
    public Optional<Position> of(Partition partition) {
        return jdbc
                .query(
                        "SELECT * FROM folded_position WHERE topic = ? AND partition = ?",
                        POSITION,
                        partition.topic(),
                        partition.number())
                .stream()
                .findFirst();
    }

    /**
     * The last offset of each of these partitions, held until the transaction ends: who folds the same partition elsewhere, such as an instance that
     * does not know yet that it lost it, waits, and then sees what this one did.
     */
    Map<Partition, Long> hold(Collection<Partition> partitions) {
        Map<Partition, Long> held = new HashMap<>();
        for (Partition partition : new TreeSet<>(partitions)) {
            held.put(partition, hold(partition));
        }
        return held;
    }

    private long hold(Partition partition) {
        Long last = lastOffset(partition);
        if (last == null) {
            jdbc.update(
                    "INSERT INTO folded_position (topic, partition, last_offset, recorded_at) VALUES (?, ?, -1, 'epoch')"
                            + " ON CONFLICT DO NOTHING",
                    partition.topic(),
                    partition.number());
            last = lastOffset(partition);
        }
        return last == null ? -1 : last;
    }

    private @org.jspecify.annotations.Nullable Long lastOffset(Partition partition) {
        return jdbc
                .queryForList(
                        "SELECT last_offset FROM folded_position WHERE topic = ? AND partition = ? FOR UPDATE",
                        Long.class,
                        partition.topic(),
                        partition.number())
                .stream()
                .findFirst()
                .orElse(null);
    }

    void advance(Collection<Position> positions) {
        jdbc.batchUpdate(
                "UPDATE folded_position SET last_offset = ?, recorded_at = ?"
                        + " WHERE topic = ? AND partition = ? AND last_offset < ?",
                positions,
                Math.max(1, positions.size()),
                (row, position) -> {
                    row.setLong(1, position.offset());
                    row.setTimestamp(2, Timestamp.from(position.recordedAt()));
                    row.setString(3, position.partition().topic());
                    row.setInt(4, position.partition().number());
                    row.setLong(5, position.offset());
                });
    }
}
