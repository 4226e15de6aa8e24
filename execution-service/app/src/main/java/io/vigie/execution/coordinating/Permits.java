package io.vigie.execution.coordinating;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.permit.PermitMessage.PermitAsked;
import io.vigie.contracts.permit.PermitMessage.PermitDelayed;
import io.vigie.contracts.permit.PermitMessage.PermitGranted;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import io.vigie.execution.coordinating.EnvironmentPermits.Waiting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which slices may be in flight in an environment with a cap: a pure function of who holds, who waits and what is asked.
 *
 * <p>A free place goes to the run that holds the fewest, and among equals to the one that has waited longest since it was last served, one that
 * never was before the others; within a run, in the order in which it asked. So runs take turns, a large one uses what the others leave, and none waits for ever. The cap is the one that
 * the newest launch brought, since run ids tell when they were made; while more are in flight than a lowered cap allows, none is granted.
 */
public final class Permits {

    /** @param state the environment from now on, or null when nobody holds and nobody waits */
    public record Answer(@Nullable EnvironmentPermits state, List<PermitMessage> messages) {}

    private Permits() {}

    /** @throws IllegalArgumentException when the message is no request */
    public static Answer decide(@Nullable EnvironmentPermits state, PermitMessage message) {
        return switch (message) {
            case PermitAsked asked -> asked(state, asked);
            case PermitReleased released -> released(state, released);
            default ->
                throw new IllegalArgumentException("Expected a request for a permit, but found \"%s\"."
                        .formatted(message.getClass().getSimpleName()));
        };
    }

    private static Answer asked(@Nullable EnvironmentPermits state, PermitAsked asked) {
        Waiting wanted = new Waiting(asked.runId(), asked.slice());
        Turnstile turnstile = new Turnstile(state, asked);
        if (turnstile.knows(wanted)) {
            return new Answer(state, List.of());
        }
        turnstile.queue(wanted);
        List<PermitMessage> answers = turnstile.grant(asked.projectId(), asked.environmentId());
        if (turnstile.waiting.contains(wanted)) {
            answers.add(new PermitDelayed(asked.projectId(), asked.environmentId(), asked.runId(), asked.slice()));
        }
        return turnstile.answer(answers);
    }

    private static Answer released(@Nullable EnvironmentPermits state, PermitReleased released) {
        if (state == null) {
            return new Answer(null, List.of());
        }
        Turnstile turnstile = new Turnstile(state);
        turnstile.waiting.remove(new Waiting(released.runId(), released.slice()));
        Set<Long> held = turnstile.held.get(released.runId());
        if (held != null && held.remove(released.slice()) && held.isEmpty()) {
            turnstile.held.remove(released.runId());
        }
        return turnstile.answer(turnstile.grant(released.projectId(), released.environmentId()));
    }

    private static final class Turnstile {

        private final int cap;
        private final RunId capFrom;
        private final Map<RunId, Set<Long>> held = new LinkedHashMap<>();
        private final List<Waiting> waiting = new ArrayList<>();

        Turnstile(EnvironmentPermits state) {
            this.cap = state.cap();
            this.capFrom = state.capFrom();
            take(state);
        }

        Turnstile(@Nullable EnvironmentPermits state, PermitAsked asked) {
            if (state == null || isNoOlder(asked.runId(), state.capFrom())) {
                this.cap = Math.max(1, asked.cap());
                this.capFrom = asked.runId();
            } else {
                this.cap = state.cap();
                this.capFrom = state.capFrom();
            }
            if (state != null) {
                take(state);
            }
        }

        private static boolean isNoOlder(RunId run, RunId than) {
            return run.value().compareTo(than.value()) >= 0;
        }

        private void take(EnvironmentPermits state) {
            state.held().forEach((run, slices) -> held.put(run, new HashSet<>(slices)));
            waiting.addAll(state.waiting());
        }

        boolean knows(Waiting wanted) {
            return waiting.contains(wanted)
                    || held.getOrDefault(wanted.runId(), Set.of()).contains(wanted.slice());
        }

        /** A run that comes new and holds nothing goes before those that were served, but not before another that holds nothing. */
        void queue(Waiting wanted) {
            boolean isNew = holdsOf(wanted.runId()) == 0
                    && waiting.stream().noneMatch(other -> other.runId().equals(wanted.runId()));
            int place = waiting.size();
            while (isNew && place > 0 && holdsOf(waiting.get(place - 1).runId()) > 0) {
                place--;
            }
            waiting.add(place, wanted);
        }

        List<PermitMessage> grant(ProjectId project, EnvironmentId environment) {
            List<PermitMessage> granted = new ArrayList<>();
            int inFlight = held.values().stream().mapToInt(Set::size).sum();
            for (; inFlight < cap && !waiting.isEmpty(); inFlight++) {
                Waiting next = next();
                waiting.remove(next);
                letOthersGoFirst(next.runId());
                held.computeIfAbsent(next.runId(), run -> new HashSet<>()).add(next.slice());
                granted.add(new PermitGranted(project, environment, next.runId(), next.slice()));
            }
            return granted;
        }

        private Waiting next() {
            Waiting best = waiting.getFirst();
            for (Waiting candidate : waiting) {
                if (holdsOf(candidate.runId()) < holdsOf(best.runId())) {
                    best = candidate;
                }
            }
            return best;
        }

        private void letOthersGoFirst(RunId served) {
            List<Waiting> itsOwn = waiting.stream()
                    .filter(candidate -> candidate.runId().equals(served))
                    .toList();
            waiting.removeAll(itsOwn);
            waiting.addAll(itsOwn);
        }

        private int holdsOf(RunId run) {
            return held.getOrDefault(run, Set.of()).size();
        }

        Answer answer(List<PermitMessage> messages) {
            if (held.isEmpty() && waiting.isEmpty()) {
                return new Answer(null, messages);
            }
            Map<RunId, List<Long>> slices = new LinkedHashMap<>();
            held.forEach(
                    (run, numbers) -> slices.put(run, numbers.stream().sorted().toList()));
            return new Answer(new EnvironmentPermits(cap, capFrom, slices, List.copyOf(waiting)), messages);
        }
    }
}
