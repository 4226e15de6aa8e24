package io.vigie.testclient.proof;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.HashChain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The scripted runs of the contracts as histories that a test can damage, event by event, and number and chain again. */
final class Histories {

    static final List<String> NAMES =
            List.of("green", "stop-on-failure", "worker-lost", "retried", "cancelled", "suite");

    private final List<RunEvent> events;
    private final String subject;

    private Histories(String subject, List<RunEvent> events) {
        this.subject = subject;
        this.events = new ArrayList<>(events);
    }

    /** The history as the contracts hold it. */
    static List<Envelope<?>> committed(String name) {
        String path = "/io/vigie/contracts/streams/" + name + ".jsonl";
        try (InputStream file = Objects.requireNonNull(RunEvent.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .<Envelope<?>>map(CloudEventJson::read)
                    .filter(envelope -> envelope.message() instanceof RunEvent)
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Histories of(String name) {
        List<Envelope<?>> committed = committed(name);
        return new Histories(
                committed.getFirst().subject(),
                committed.stream()
                        .map(envelope -> (RunEvent) envelope.message())
                        .toList());
    }

    /** A history that tells of slices: everything that a worker does, it does in one. */
    static Histories withSlices(String name) {
        Histories plain = of(name);
        List<RunEvent> told = new ArrayList<>();
        long slice = 0;
        WorkerId holder = null;
        for (RunEvent event : plain.events) {
            if (event instanceof RunEvent.TestStarted started
                    && !started.workerId().equals(holder)) {
                holder = started.workerId();
                told.add(sliceStarted(started, ++slice, slot("" + slice, 20_000 + 10 * (int) slice)));
            }
            if (event instanceof RunEvent.RunFinished finished && holder != null) {
                told.add(sliceEnded(finished, slice, holder, SliceEnd.COMPLETED, finished.finishedAt()));
            }
            told.add(event);
            if (event instanceof RunEvent.AttemptLost lost) {
                told.add(sliceEnded(lost, slice, lost.workerId(), SliceEnd.WORKER_LOST, lost.lostAt()));
                holder = null;
            }
        }
        return new Histories(plain.subject, told);
    }

    static RunEvent.SliceStarted sliceStarted(RunEvent.TestStarted like, long slice, SlotLease slot) {
        return new RunEvent.SliceStarted(
                ProjectId.COMMON,
                like.runId(),
                slice,
                2,
                like.workerId(),
                slot,
                like.startedAt().minusMillis(1));
    }

    static RunEvent.SliceEnded sliceEnded(RunEvent like, long slice, WorkerId worker, SliceEnd how, Instant at) {
        return new RunEvent.SliceEnded(ProjectId.COMMON, like.runId(), slice, worker, how, at);
    }

    static SlotLease slot(String name, int firstPort) {
        return new SlotLease("host", 1, "/work/" + name, firstPort, 10, "_" + name, "/media/" + name);
    }

    Histories without(Predicate<RunEvent> which) {
        events.removeIf(which);
        return this;
    }

    /** Says the first such event twice. */
    Histories repeating(Predicate<RunEvent> which) {
        int at = indexOf(which);
        events.add(at + 1, events.get(at));
        return this;
    }

    Histories before(Predicate<RunEvent> which, RunEvent added) {
        events.add(indexOf(which), added);
        return this;
    }

    Histories after(Predicate<RunEvent> which, RunEvent added) {
        events.add(indexOf(which) + 1, added);
        return this;
    }

    Histories changing(Predicate<RunEvent> which, UnaryOperator<RunEvent> change) {
        int at = indexOf(which);
        events.set(at, change.apply(events.get(at)));
        return this;
    }

    <E extends RunEvent> E first(Class<E> type) {
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    <E extends RunEvent> E last(Class<E> type) {
        return events.reversed().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private int indexOf(Predicate<RunEvent> which) {
        for (int at = 0; at < events.size(); at++) {
            if (which.test(events.get(at))) {
                return at;
            }
        }
        throw new IllegalArgumentException("Expected an event to change, but there is none.");
    }

    /** The events, numbered and chained as a coordinator would. */
    List<Envelope<?>> chained() {
        List<Envelope<?>> history = new ArrayList<>();
        String hash = Link.GENESIS;
        for (RunEvent event : events) {
            Envelope<? extends Message> envelope = HashChain.link(
                    Envelope.of(
                            subject + "/" + (history.size() + 1), "/vigie/coordinator", Instant.EPOCH, subject, event),
                    history.size() + 1,
                    hash);
            hash = Objects.requireNonNull(envelope.link()).hash();
            history.add(envelope);
        }
        return history;
    }
}
