package io.vigie.report.outbound;

import io.vigie.report.outbound.Deliveries.Delivery;
import io.vigie.report.outbound.Deliveries.Held;
import io.vigie.report.outbound.Webhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends what waits, lane by lane, each on a thread of its own, so many for one webhook and so many in all: a receiver that is slow holds up nothing but
 * its own. One thread looks what is due: when somebody says that something came ({@link #wake}), when a lane ends, when the next one is due, and otherwise
 * at intervals, for what an instance that died has left.
 *
 * <p>At least once: an instance that dies after a receiver took an event and before that is written has it sent again, with the same
 * {@code webhook-id}.
 */
@Component
class Deliverer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Deliverer.class);

    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);

    /** So many of one lane in a row; then others have their turn. */
    private static final int IN_A_ROW = 50;

    private final Deliveries deliveries;
    private final Webhooks webhooks;
    private final Secrets secrets;
    private final Receivers receivers;
    private final OutboundSettings settings;
    private final DeliveryDecider decider;
    private final Clock clock;
    private final UUID holder = UUID.randomUUID();
    private final Map<String, Integer> busy = new HashMap<>();
    private boolean woken;
    private boolean stopping;
    private @Nullable Thread thread;

    Deliverer(
            Deliveries deliveries,
            Webhooks webhooks,
            Secrets secrets,
            Receivers receivers,
            OutboundSettings settings,
            Clock clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.receivers = receivers;
        this.settings = settings;
        this.decider = new DeliveryDecider(
                settings.tries(), settings.firstRetry(), settings.factor(), settings.longestRetry());
        this.clock = clock;
    }

    /** Something came that may be due. Returns at once. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            stopping = false;
            thread = Thread.ofPlatform().daemon().name("webhooks").start(this::work);
        }
    }

    /** Waits a while for what is being sent; what is not done then is done by whoever starts next. */
    @Override
    public void stop() {
        Thread running;
        synchronized (this) {
            running = thread;
            stopping = true;
            notifyAll();
        }
        if (running == null) {
            return;
        }
        try {
            running.join(END);
            awaitIdle();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            thread = null;
        }
    }

    private synchronized void awaitIdle() throws InterruptedException {
        Instant end = clock.instant().plus(END);
        while (!busy.isEmpty() && clock.instant().isBefore(end)) {
            wait(Math.max(1, Duration.between(clock.instant(), end).toMillis()));
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void work() {
        while (true) {
            Duration pause;
            try {
                pause = look();
            } catch (RuntimeException away) {
                log.warn("Expected to look for what is to be sent, but {}; trying again.", away.toString());
                pause = PAUSE;
            }
            if (!rest(pause)) {
                return;
            }
        }
    }

    /** @return whether to go on */
    private synchronized boolean rest(Duration pause) {
        try {
            if (!woken && !stopping) {
                wait(Math.max(1, pause.toMillis()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        woken = false;
        return !stopping;
    }

    /** Begins with all lanes that are due and for which there is room. @return how long there is nothing to do, unless somebody wakes us */
    private Duration look() {
        for (String webhook : deliveries.due()) {
            int room = room(webhook);
            if (room > 0) {
                deliveries.take(webhook, room, holder).forEach(lane -> begin(new Held(webhook, lane, holder)));
            }
        }
        if (isFull()) {
            return LOOK_AT_LEAST_EVERY; // the end of any lane wakes us
        }
        Optional<Duration> next = deliveries.untilNext(full());
        return next.filter(duration -> duration.compareTo(LOOK_AT_LEAST_EVERY) < 0)
                .orElse(LOOK_AT_LEAST_EVERY);
    }

    private synchronized int room(String webhook) {
        int all = busy.values().stream().mapToInt(Integer::intValue).sum();
        return Math.min(settings.inAll() - all, settings.atOnce() - busy.getOrDefault(webhook, 0));
    }

    private synchronized boolean isFull() {
        return busy.values().stream().mapToInt(Integer::intValue).sum() >= settings.inAll();
    }

    /** Those that have to wait until one of their lanes ends; its end wakes us. */
    private synchronized Set<String> full() {
        return busy.entrySet().stream()
                .filter(webhook -> webhook.getValue() >= settings.atOnce())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void begin(Held lane) {
        synchronized (this) {
            busy.merge(lane.webhook(), 1, Integer::sum);
        }
        Thread.ofVirtual().name("webhook-" + lane.webhook()).start(() -> {
            try {
                serve(lane);
            } catch (RuntimeException failed) {
                log.warn(
                        "Expected to send what waits for webhook \"{}\", but {}; it is tried again.",
                        lane.webhook(),
                        failed.toString());
            } finally {
                synchronized (this) {
                    busy.computeIfPresent(lane.webhook(), (webhook, lanes) -> lanes == 1 ? null : lanes - 1);
                    woken = true;
                    notifyAll();
                }
            }
        });
    }

    /** Sends what a lane holds, one after the other, until it is empty, has to wait, or others have their turn. */
    private void serve(Held lane) {
        for (int sent = 0; sent < IN_A_ROW && !isStopping(); sent++) {
            Optional<Delivery> next = deliveries.next(lane);
            Optional<Webhook> webhook = webhooks.find(lane.webhook());
            if (webhook.isEmpty()) {
                // It was deleted while something was written for it.
                deliveries.inTransaction(() -> {
                    deliveries.forget(lane.webhook());
                    return true;
                });
                return;
            }
            if (next.isEmpty() || !attempt(lane, next.get(), webhook.get())) {
                return;
            }
        }
        deliveries.leave(lane, Duration.ZERO);
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    /** @return whether the lane goes on at once */
    private boolean attempt(Held lane, Delivery delivery, Webhook webhook) {
        Answer answer = send(delivery, webhook);
        Integer status = answer instanceof Answer.Status(int code, Duration _) ? Integer.valueOf(code) : null;
        Verdict verdict = decider.decide(
                answer, delivery.tries() + 1, ThreadLocalRandom.current().nextDouble());
        switch (verdict) {
            case Verdict.Delivered _ -> {
                deliveries.delivered(delivery, status == null ? 0 : status);
                if (webhook.goneAt() != null) {
                    webhooks.gone(webhook.id(), false);
                }
                return true;
            }
            case Verdict.Again(Cause cause, Duration after) -> {
                deliveries.again(lane, delivery, status, cause, after);
                return false;
            }
            case Verdict.Dead(Cause cause) -> {
                deliveries.dead(delivery, status, cause);
                log.info(
                        "Webhook \"{}\" did not take an event in {} tries; it is given up: {}",
                        webhook.id(),
                        delivery.tries() + 1,
                        cause);
                return true;
            }
            case Verdict.Gone _ -> {
                deliveries.inTransaction(() -> {
                    deliveries.dead(delivery, status, Cause.GONE);
                    deliveries.giveUpAll(webhook.id(), Cause.GONE);
                    webhooks.gone(webhook.id(), true);
                    return true;
                });
                log.info("Webhook \"{}\" wants nothing any more (410).", webhook.id());
                return true;
            }
        }
    }

    private Answer send(Delivery delivery, Webhook webhook) {
        Instant now = clock.instant();
        List<String> valid = secrets.of(webhook, now);
        if (valid.isEmpty()) {
            return new Answer.None(Cause.SECRET_UNREADABLE);
        }
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        String id = delivery.event().toString();
        long timestamp = now.getEpochSecond();
        return receivers.post(
                webhook.url(),
                CloudEventBody.CONTENT_TYPE,
                Map.of(
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(timestamp),
                        "webhook-signature",
                        Signature.of(valid, id, timestamp, body)),
                body);
    }

    @Scheduled(
            fixedDelayString = "${vigie.webhooks.forget-every:10m}",
            initialDelayString = "${vigie.webhooks.forget-every:10m}")
    void forgetFinished() {
        deliveries.forgetFinished(settings.keptFor(), settings.keptAtMost());
    }
}
