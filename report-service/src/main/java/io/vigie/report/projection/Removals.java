package io.vigie.report.projection;

import io.vigie.contracts.Kept;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What tombstones say. Written with the ledger's records, for all generations of rows. Safe for any thread. */
@Repository
public class Removals {

    private static final int WHOLE = 1;

    private final JdbcTemplate jdbc;

    Removals(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers one in the caller's transaction; again changes nothing. */
    public void remember(Removal removal) {
        boolean run = removal.removed().contains(Kept.RUN);
        jdbc.update(
                """
                INSERT INTO public.removal (number, run_id, project_id, run, logs, artifacts, by_policy, removed_by, removed_at, policy_of,
                    policy_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                removal.number(),
                removal.run(),
                removal.project(),
                run,
                run || removal.removed().contains(Kept.LOGS),
                run || removal.removed().contains(Kept.ARTIFACTS),
                removal.byPolicy(),
                removal.by(),
                Timestamp.from(removal.at()),
                removal.policyOf(),
                removal.policyVersion());
    }

    /** The tombstones after a number, in their order. */
    public List<Removal> after(long number, int limit) {
        return jdbc.query(
                "SELECT * FROM public.removal WHERE number > ? ORDER BY number LIMIT ?",
                Removals::removal,
                number,
                limit);
    }

    /** By which tombstone something of a run went first. */
    public Optional<Removal> of(UUID run, Kept part) {
        String column = switch (part) {
            case RUN -> "run";
            case LOGS -> "logs";
            case ARTIFACTS -> "artifacts";
        };
        return jdbc
                .query(
                        "SELECT * FROM public.removal WHERE run_id = ? AND %s ORDER BY number LIMIT ?"
                                .formatted(column),
                        Removals::removal,
                        run,
                        WHOLE)
                .stream()
                .findFirst();
    }

    private static Removal removal(ResultSet row, int index) throws SQLException {
        Set<Kept> removed = EnumSet.noneOf(Kept.class);
        if (row.getBoolean("run")) {
            removed.add(Kept.RUN);
        }
        if (row.getBoolean("logs")) {
            removed.add(Kept.LOGS);
        }
        if (row.getBoolean("artifacts")) {
            removed.add(Kept.ARTIFACTS);
        }
        return new Removal(
                row.getLong("number"),
                row.getObject("run_id", UUID.class),
                row.getString("project_id"),
                removed,
                row.getBoolean("by_policy"),
                row.getString("removed_by"),
                Objects.requireNonNull(Columns.instant(row, "removed_at")),
                row.getString("policy_of"),
                row.getObject("policy_version", Long.class));
    }

    /** 410: what somebody asks for was there, and is no more; when and why. */
    public static Refusal gone(Removal removal, Kept part) {
        return Refusal.of(410, sentence(removal, part))
                .named(
                        switch (part) {
                            case RUN -> "report-removed";
                            case LOGS -> "logs-removed";
                            case ARTIFACTS -> "artifacts-removed";
                        });
    }

    /** What is no more, since when, and why. */
    public static Text sentence(Removal removal, Kept part) {
        Text what = switch (part) {
            case RUN -> Text.of("Ce rapport a été supprimé le %s", "This report was removed on %s");
            case LOGS ->
                Text.of(
                        "Les journaux de ce rapport ont été supprimés le %s",
                        "The logs of this report were removed on %s");
            case ARTIFACTS ->
                Text.of(
                        "Les fichiers de ce rapport ont été supprimés le %s",
                        "The files of this report were removed on %s");
        };
        Text why;
        if (!removal.byPolicy()) {
            why = Text.of("par %s (constat signé n° %s)", "by %s (signed record %s)")
                    .with(removal.by() == null ? "?" : removal.by(), removal.number());
        } else if (removal.policyOf() == null) {
            why = Text.of(
                            "par la durée de conservation commune, version %s (constat signé n° %s)",
                            "by the common retention, version %s (signed record %s)")
                    .with(String.valueOf(removal.policyVersion()), removal.number());
        } else {
            why = Text.of(
                            "par la durée de conservation de la campagne %s, version %s (constat signé n° %s)",
                            "by the retention of campaign %s, version %s (signed record %s)")
                    .with(removal.policyOf(), String.valueOf(removal.policyVersion()), removal.number());
        }
        Text when = what.with(removal.at().toString());
        return Text.of("%s, %s", "%s, %s").with(when, why);
    }
}
