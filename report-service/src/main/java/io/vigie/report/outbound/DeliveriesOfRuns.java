package io.vigie.report.outbound;

import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Has what was to be sent of a run go when the run is removed, by a policy or by somebody: sent, given up, or still waiting, which is not sent any more.
 * Folds nothing: what is told stands apart from the generations of rows.
 */
@Component
class DeliveriesOfRuns implements View {

    private final JdbcTemplate jdbc;

    DeliveriesOfRuns(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void fold(List<Fact> facts) {
        // Deliveries are written by whoever tells, once, and not by a rebuild.
    }

    /** First the lanes, as those lock them who send. */
    @Override
    public void forget(Collection<UUID> runs) {
        for (String table : List.of("delivery_lane", "delivery")) {
            jdbc.update(
                    "DELETE FROM public.%s WHERE lane = ANY (?)".formatted(table),
                    statement -> statement.setArray(1, Columns.uuids(statement, runs)));
        }
    }
}
