package io.vigie.report.progress;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.history.History;
import io.vigie.report.history.Moment;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * A report as it was at a moment: the nearest earlier snapshot, and the events from there on, folded by what folds the report of now. Its cost is bounded by the
 * distance of snapshots, wherever in the run the moment lies. Must be called in a transaction of {@code ProjectionSchemas}.
 */
@Component
class EarlierReports {

    private final JdbcTemplate jdbc;
    private final History history;

    EarlierReports(JdbcTemplate jdbc, History history) {
        this.jdbc = jdbc;
        this.history = history;
    }

    /** @param now a report whose launch is known: what people decided is taken from it, as far as it was decided by then */
    ReportState asOf(UUID run, ReportState now, Moment at) {
        ReportState state = nearest(run, now, at.sequence());
        for (Envelope<?> envelope : history.between(run, state.sequence(), at.sequence())) {
            Envelope.Link link = Objects.requireNonNull(envelope.link());
            state = state.after((RunEvent) envelope.message(), link.sequence());
        }
        ReportState.Stop wish = now.wish();
        return state.wishing(wish != null && at.knows(wish.requestedAt()) ? wish : null);
    }

    private ReportState nearest(UUID run, ReportState now, long last) {
        return jdbc
                .query(
                        "SELECT * FROM report_snapshot WHERE run_id = ? AND sequence <= ? ORDER BY sequence DESC LIMIT 1",
                        (row, number) -> ReportColumns.state(row),
                        run,
                        last)
                .stream()
                .findFirst()
                .orElseGet(() -> ReportState.unknown(now.project()).launchedAs(Objects.requireNonNull(now.launch())));
    }
}
