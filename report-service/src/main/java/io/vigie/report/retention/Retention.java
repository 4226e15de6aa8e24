package io.vigie.report.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.Kept;
import io.vigie.contracts.RunId;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.MonthParts;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.retention.ExpiryRequests.Expiry;
import io.vigie.report.retention.Rules.Ended;
import io.vigie.report.retention.Rules.Victim;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Looks for what has outlived its policy and asks for its removal. Who decides checks it once more, so that a hold that was answered is never followed
 * by a removal, however old the rows are that this reads; then the signer leaves a tombstone, and only then rows and files go. One instance at a time.
 */
@Service
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private static final int RUNS_AT_ONCE = 1_000;

    private static final String ENDED = """
            SELECT r.run_id, r.campaign_id, r.finished_at, h.logs_removed, h.artifacts_removed FROM report r JOIN run_head h USING (run_id)
             WHERE r.finished_at IS NOT NULL AND r.name IS NOT NULL AND NOT h.deleted AND r.run_id > ? ORDER BY r.run_id LIMIT ?""";

    private static final Text RUNNING = Text.of(
            "La conservation est déjà appliquée en ce moment. Veuillez réessayer.",
            "Retention is being applied already. Please try again.");

    private final ProjectionSchemas schemas;
    private final RuleRows rules;
    private final MonthParts parts;
    private final ExpiryRequests requests;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final int most;
    private final Counter requested;

    /** @param most how many runs one look asks for at most: the next look asks for the others */
    Retention(
            ProjectionSchemas schemas,
            RuleRows rules,
            MonthParts parts,
            ExpiryRequests requests,
            JdbcTemplate jdbc,
            Clock clock,
            @Value("${vigie.retention.most}") int most,
            MeterRegistry meters) {
        this.schemas = schemas;
        this.rules = rules;
        this.parts = parts;
        this.requests = requests;
        this.jdbc = jdbc;
        this.clock = clock;
        this.most = most;
        this.requested = meters.counter("vigie.retention.requested");
    }

    /**
     * What one look found.
     *
     * @param looked how many runs that have ended were looked at
     * @param victims what is asked to go, the oldest first
     * @param held what would go if nobody held it
     * @param more whether there is more than one look asks for
     */
    record Found(long looked, List<Victim> victims, List<Victim> held, boolean more) {

        long count(Kept part) {
            return victims.stream().filter(one -> one.removed().contains(part)).count();
        }
    }

    @Scheduled(fixedDelayString = "${vigie.retention.every}", initialDelayString = "${vigie.retention.first-after:1m}")
    void lookNowAndThen() {
        try {
            schemas.write(parts::provideAhead);
            schemas.oneLooks(() -> apply(false));
        } catch (RuntimeException failed) {
            log.warn("Expected to apply retention, but it failed; it is tried again. {}", failed.toString());
        }
    }

    /**
     * Looks, and asks for what it found to be removed.
     *
     * @param dry whether nothing is asked for
     * @throws Refusal 409 when another one does so at this moment, 503 when Kafka does not take the wish
     */
    Found run(boolean dry) {
        if (dry) {
            return apply(true);
        }
        AtomicReference<@Nullable Found> found = new AtomicReference<>();
        if (!schemas.oneLooks(() -> found.set(apply(false)))) {
            throw Refusal.conflict(RUNNING).named("retention-running");
        }
        return Objects.requireNonNull(found.get());
    }

    private Found apply(boolean dry) {
        Instant now = clock.instant();
        Found found = look(now);
        if (!dry && !found.victims().isEmpty()) {
            requests.request(found.victims().stream().map(Retention::expiry).toList());
            requested.increment(found.victims().size());
        }
        if (!found.victims().isEmpty() || !found.held().isEmpty()) {
            log.info(
                    "Retention {}: {} runs, the logs of {}, the files of {}; {} are held; {} runs were looked at.",
                    dry ? "would ask for" : "asks for",
                    found.count(Kept.RUN),
                    found.count(Kept.LOGS),
                    found.count(Kept.ARTIFACTS),
                    found.held().size(),
                    found.looked());
        }
        return found;
    }

    private Found look(Instant now) {
        List<Victim> victims = new ArrayList<>();
        List<Victim> held = new ArrayList<>();
        long looked = 0;
        UUID last = new UUID(0, 0);
        while (true) {
            UUID after = last;
            Page page = schemas.read(() -> {
                Rules all = rules.rules();
                return all.isEmpty() ? new Page(all, List.of()) : new Page(all, ended(after));
            });
            for (Ended run : page.runs()) {
                last = run.run();
                looked++;
                Victim victim = page.rules().judge(run, now).orElse(null);
                if (victim == null) {
                    continue;
                }
                if (victim.heldFor() != null) {
                    held.add(victim);
                } else if (victims.size() == most) {
                    return new Found(looked, victims, held, true);
                } else {
                    victims.add(victim);
                }
            }
            if (page.runs().size() < RUNS_AT_ONCE) {
                return new Found(looked, victims, held, false);
            }
        }
    }

    private record Page(Rules rules, List<Ended> runs) {}

    private List<Ended> ended(UUID after) {
        return jdbc.query(
                ENDED,
                (row, number) -> {
                    Set<Kept> gone = EnumSet.noneOf(Kept.class);
                    if (row.getBoolean("logs_removed")) {
                        gone.add(Kept.LOGS);
                    }
                    if (row.getBoolean("artifacts_removed")) {
                        gone.add(Kept.ARTIFACTS);
                    }
                    return new Ended(
                            row.getObject("run_id", UUID.class),
                            String.valueOf(row.getString("campaign_id")),
                            Objects.requireNonNull(Columns.instant(row, "finished_at")),
                            gone);
                },
                after,
                RUNS_AT_ONCE);
    }

    private static Expiry expiry(Victim victim) {
        return new Expiry(
                RunId.of(victim.run().toString()),
                List.copyOf(victim.removed()),
                victim.policy().of(),
                victim.policy().version());
    }
}
