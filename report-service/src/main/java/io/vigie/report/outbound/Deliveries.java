package io.vigie.report.outbound;

import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is to be sent to webhooks, what was, and what is given up. What must stay in order, the events of one run for one webhook, is a lane; one worker at
 * a time has it, of whichever instance, for as long as its lease goes. The database's clock is the clock of leases and of what is due.
 */
@Repository
class Deliveries {

    /** Longer than any try takes; whoever dies loses its lanes after it. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final String HELD =
            "SELECT 1 FROM public.delivery_lane WHERE webhook_id = ? AND lane = ? AND holder = ? FOR UPDATE";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    Deliveries(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** @param number from which others of the lane are told apart, and their order */
    record Delivery(long number, String webhook, UUID lane, UUID event, String kind, String body, int tries) {}

    /** As people look at it. @param due when the next try is; absent when there is none */
    record Shown(
            long number,
            String kind,
            UUID event,
            String subject,
            String status,
            int tries,
            @Nullable Integer lastStatus,
            @Nullable String cause,
            Instant createdAt,
            @Nullable Instant finishedAt,
            @Nullable Instant due) {}

    /** Who has a lane in hand. */
    record Held(String webhook, UUID lane, UUID holder) {}

    /** One event for one webhook; {@code body} is what is sent. */
    record New(String webhook, UUID lane, UUID event, String kind, String subject, String body) {}

    /** Adds to the end of the lanes, in this order, in the caller's transaction. What is there already is left as it is. */
    void add(Collection<New> deliveries) {
        jdbc.batchUpdate(
                """
                INSERT INTO public.delivery (webhook_id, lane, event_id, kind, subject, body) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (webhook_id, event_id) DO NOTHING""",
                deliveries.stream()
                        .map(delivery -> new Object[] {
                            delivery.webhook(),
                            delivery.lane(),
                            delivery.event(),
                            delivery.kind(),
                            delivery.subject(),
                            delivery.body()
                        })
                        .toList());
        // To write what stands there locks the row: whoever is about to take an empty lane away sees what was added.
        jdbc.batchUpdate(
                """
                INSERT INTO public.delivery_lane (webhook_id, lane) VALUES (?, ?)
                    ON CONFLICT (webhook_id, lane) DO UPDATE SET due_at = delivery_lane.due_at""",
                deliveries.stream()
                        .map(delivery -> List.of(delivery.webhook(), delivery.lane()))
                        .distinct()
                        .map(List::toArray)
                        .toList());
    }

    /** Gives up the oldest that wait for a webhook when more wait than may, in the caller's transaction. */
    void giveUpBeyond(String webhook, int most) {
        jdbc.update("""
                UPDATE public.delivery SET status = 'dead', cause = ?, finished_at = now()
                 WHERE webhook_id = ? AND status = 'pending' AND number <= (
                       SELECT number FROM public.delivery WHERE webhook_id = ? AND status = 'pending' ORDER BY number DESC OFFSET ? LIMIT 1)""", Cause.TOO_MANY_PENDING.toString(), webhook, webhook, most);
    }

    /** Gives up all that wait for a webhook, in the caller's transaction. */
    void giveUpAll(String webhook, Cause cause) {
        jdbc.update(
                "UPDATE public.delivery SET status = 'dead', cause = ?, finished_at = now() WHERE webhook_id = ? AND status = 'pending'",
                cause.toString(),
                webhook);
    }

    /** Forgets all of a webhook, in the caller's transaction. */
    void forget(String webhook) {
        jdbc.update("DELETE FROM public.delivery WHERE webhook_id = ?", webhook);
        jdbc.update("DELETE FROM public.delivery_lane WHERE webhook_id = ?", webhook);
    }

    /** The webhooks that have a lane which is due and in nobody's hand. */
    List<String> due() {
        return jdbc.queryForList("""
                SELECT DISTINCT webhook_id FROM public.delivery_lane
                 WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())""", String.class);
    }

    /** How long until the next lane is due, or is lost by whoever has it; nothing when there is none. @param but webhooks that are of no interest */
    Optional<Duration> untilNext(Collection<String> but) {
        Double seconds = jdbc.queryForObject("""
                SELECT extract(epoch FROM min(greatest(due_at, coalesce(leased_until, due_at))) - now())
                  FROM public.delivery_lane WHERE webhook_id <> ALL (?)""", Double.class, (Object) but.toArray(String[]::new));
        return seconds == null
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) Math.max(0, Math.ceil(seconds * 1_000))));
    }

    /** Takes lanes of a webhook that are due and that nobody else takes, the longest due first. */
    List<UUID> take(String webhook, int most, UUID holder) {
        return jdbc.queryForList("""
                WITH due AS (
                  SELECT webhook_id, lane FROM public.delivery_lane
                   WHERE webhook_id = ? AND due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
                   ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE public.delivery_lane SET leased_until = now() + ? * interval '1 millisecond', holder = ?
                  FROM due WHERE delivery_lane.webhook_id = due.webhook_id AND delivery_lane.lane = due.lane
                RETURNING delivery_lane.lane""", UUID.class, webhook, most, LEASE.toMillis(), holder);
    }

    /** What comes next in a lane; an empty lane is taken away, and one that somebody else has is left alone: then there is nothing. */
    Optional<Delivery> next(Held lane) {
        return inTransaction(() -> {
            if (!isHeld(lane)) {
                return Optional.<Delivery>empty();
            }
            List<Delivery> next = jdbc.query(
                    """
                    SELECT number, webhook_id, lane, event_id, kind, body, tries FROM public.delivery
                     WHERE webhook_id = ? AND lane = ? AND status = 'pending' ORDER BY number LIMIT 1""",
                    (row, at) -> new Delivery(
                            row.getLong(1),
                            row.getString(2),
                            row.getObject(3, UUID.class),
                            row.getObject(4, UUID.class),
                            row.getString(5),
                            row.getString(6),
                            row.getInt(7)),
                    lane.webhook(),
                    lane.lane());
            if (next.isEmpty()) {
                jdbc.update(
                        "DELETE FROM public.delivery_lane WHERE webhook_id = ? AND lane = ?",
                        lane.webhook(),
                        lane.lane());
            } else {
                jdbc.update(
                        "UPDATE public.delivery_lane SET leased_until = now() + ? * interval '1 millisecond' WHERE webhook_id = ? AND lane = ?",
                        LEASE.toMillis(),
                        lane.webhook(),
                        lane.lane());
            }
            return next.stream().findFirst();
        });
    }

    /** What was sent is kept no longer, only that it was. */
    void delivered(Delivery delivery, int status) {
        jdbc.update("""
                UPDATE public.delivery SET status = 'delivered', tries = tries + 1, last_status = ?, cause = NULL, finished_at = now(), body = ''
                 WHERE number = ? AND status = 'pending'""", status, delivery.number());
    }

    void dead(Delivery delivery, @Nullable Integer status, Cause cause) {
        jdbc.update("""
                UPDATE public.delivery SET status = 'dead', tries = tries + 1, last_status = ?, cause = ?, finished_at = now()
                 WHERE number = ? AND status = 'pending'""", status, cause.toString(), delivery.number());
    }

    /** Notes a try that failed, and leaves the lane until it is due again. */
    void again(Held lane, Delivery delivery, @Nullable Integer status, Cause cause, Duration after) {
        inTransaction(() -> {
            jdbc.update(
                    "UPDATE public.delivery SET tries = tries + 1, last_status = ?, cause = ? WHERE number = ? AND status = 'pending'",
                    status,
                    cause.toString(),
                    delivery.number());
            leave(lane, after);
            return true;
        });
    }

    /** Gives a lane back that still has something to send. */
    void leave(Held lane, Duration dueAfter) {
        jdbc.update("""
                UPDATE public.delivery_lane SET due_at = now() + ? * interval '1 millisecond', leased_until = NULL, holder = NULL
                 WHERE webhook_id = ? AND lane = ? AND holder = ?""", dueAfter.toMillis(), lane.webhook(), lane.lane(), lane.holder());
    }

    /** Has dead deliveries of a webhook tried again, from the first try on. @param number one of them; absent for all @return how many */
    int revive(String webhook, @Nullable Long number) {
        return inTransaction(() -> {
            List<UUID> lanes = jdbc.queryForList("""
                    UPDATE public.delivery SET status = 'pending', tries = 0, cause = NULL, last_status = NULL, finished_at = NULL
                     WHERE webhook_id = ? AND status = 'dead' AND (?::bigint IS NULL OR number = ?)
                    RETURNING lane""", UUID.class, webhook, number, number);
            // Somebody waits for it: what the lane waited for is over.
            jdbc.batchUpdate(
                    """
                    INSERT INTO public.delivery_lane (webhook_id, lane) VALUES (?, ?)
                        ON CONFLICT (webhook_id, lane) DO UPDATE SET due_at = least(delivery_lane.due_at, now())""",
                    lanes.stream()
                            .distinct()
                            .map(lane -> new Object[] {webhook, lane})
                            .toList());
            return lanes.size();
        });
    }

    /** The newest first. @param status only these; absent for all */
    Page<Shown> list(String webhook, @Nullable String status, Paging paging) {
        Long total = jdbc.queryForObject(
                "SELECT count(*) FROM public.delivery WHERE webhook_id = ? AND (?::text IS NULL OR status = ?)",
                Long.class,
                webhook,
                status,
                status);
        long all = total == null ? 0 : total;
        Paging here = paging.within(all);
        List<Shown> shown = jdbc.query("""
                SELECT d.number, d.kind, d.event_id, d.subject, d.status, d.tries, d.last_status, d.cause, d.created_at, d.finished_at, l.due_at
                  FROM public.delivery d
                  LEFT JOIN public.delivery_lane l ON d.status = 'pending' AND l.webhook_id = d.webhook_id AND l.lane = d.lane
                 WHERE d.webhook_id = ? AND (?::text IS NULL OR d.status = ?)
                 ORDER BY d.number DESC LIMIT ? OFFSET ?""", Deliveries::shown, webhook, status, status, here.size(), here.offset());
        return Page.of(shown, here, all);
    }

    /**
     * How deliveries stand, of all webhooks.
     *
     * @param oldestSeconds how long the one has waited that waits longest; 0 when none does
     */
    record Standing(long waiting, double oldestSeconds, long dead) {}

    Standing standing() {
        return Objects.requireNonNull(
                jdbc.queryForObject("""
                SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0),
                       (SELECT count(*) FROM public.delivery WHERE status = 'dead')
                  FROM public.delivery WHERE status = 'pending'""", (row, at) -> new Standing(row.getLong(1), row.getDouble(2), row.getLong(3))));
    }

    Optional<String> statusOf(String webhook, long number) {
        return jdbc
                .queryForList(
                        "SELECT status FROM public.delivery WHERE webhook_id = ? AND number = ?",
                        String.class,
                        webhook,
                        number)
                .stream()
                .findFirst();
    }

    /** Forgets what is finished for long, and of each webhook what is finished beyond so many. */
    void forgetFinished(Duration keptFor, int keptAtMost) {
        jdbc.update(
                "DELETE FROM public.delivery WHERE finished_at < now() - ? * interval '1 millisecond'",
                keptFor.toMillis());
        jdbc.update("""
                DELETE FROM public.delivery WHERE number IN (
                       SELECT number FROM (
                              SELECT number, row_number() OVER (PARTITION BY webhook_id ORDER BY number DESC) AS nth
                                FROM public.delivery WHERE finished_at IS NOT NULL) finished
                        WHERE nth > ?)""", keptAtMost);
    }

    /** The lane stays locked until the transaction ends, so that nobody adds to it meanwhile. */
    private boolean isHeld(Held lane) {
        return !jdbc.queryForList(HELD, Integer.class, lane.webhook(), lane.lane(), lane.holder())
                .isEmpty();
    }

    <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(transaction -> work.get()));
    }

    private static Shown shown(ResultSet row, int at) throws SQLException {
        int lastStatus = row.getInt("last_status");
        boolean answered = !row.wasNull();
        return new Shown(
                row.getLong("number"),
                row.getString("kind"),
                row.getObject("event_id", UUID.class),
                row.getString("subject"),
                row.getString("status"),
                row.getInt("tries"),
                answered ? lastStatus : null,
                row.getString("cause"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("finished_at")),
                instant(row.getTimestamp("due_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
