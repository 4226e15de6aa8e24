package io.vigie.testclient.chaos;

import io.vigie.testclient.Vigie;
import io.vigie.testclient.Vigie.ProgramNow;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends processes of an installation with {@code kill -9}: in rounds, each program once a round in an order by chance, so that none is spared.
 * The waits are by chance too: most are long enough to recover, some so short that deaths overlap. After each round everything may come back
 * and work for a while, since a system that is never up proves nothing.
 */
final class Killer {

    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private static final Duration LONGEST_BREATH = Duration.ofSeconds(60);

    private final Vigie vigie;
    private final Random random;
    private final Duration longestWait;
    private final Consumer<String> teller;
    private final List<Kill> kills = new CopyOnWriteArrayList<>();

    /** @param recovered how long until the program served again in a new process; absent as long as it has not */
    record Kill(String program, Instant at, long pid, AtomicReference<Duration> recovered) {}

    Killer(Vigie vigie, Random random, Duration longestWait, Consumer<String> teller) {
        this.vigie = vigie;
        this.random = random;
        this.longestWait = longestWait;
        this.teller = teller;
    }

    /** Kills until told to stop or so many were killed. Returns at once when told. */
    void killWhile(BooleanSupplier goesOn, int most) throws InterruptedException {
        List<String> round = new ArrayList<>();
        Instant begun = Instant.now();
        while (goesOn.getAsBoolean() && kills.size() < most) {
            waitFor(nextWait(), goesOn);
            if (!goesOn.getAsBoolean()) {
                return;
            }
            if (round.isEmpty()) {
                if (!kills.isEmpty()) {
                    breathe(goesOn);
                    if (!goesOn.getAsBoolean()) {
                        return;
                    }
                }
                vigie.programs().forEach(program -> round.add(program.name()));
                Collections.shuffle(round, random);
            }
            String name = round.removeFirst();
            ProgramNow victim = vigie.program(name);
            victim.process().ifPresent(process -> {
                process.destroyForcibly();
                kills.add(new Kill(name, Instant.now(), victim.pid(), new AtomicReference<>()));
                teller.accept("%6.1f s  kill -9 %s (%d, %s)"
                        .formatted(
                                Duration.between(begun, Instant.now()).toMillis() / 1_000.0,
                                name,
                                victim.pid(),
                                victim.state()));
            });
        }
    }

    private void breathe(BooleanSupplier goesOn) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_BREATH.toNanos();
        while (System.nanoTime() < end && goesOn.getAsBoolean() && !allAreBack()) {
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
        waitFor(longestWait, goesOn);
    }

    private Duration nextWait() {
        long longest = longestWait.toMillis();
        return Duration.ofMillis(
                random.nextInt(10) < 3
                        ? random.nextLong(longest / 10 + 1)
                        : longest / 4 + random.nextLong(longest * 3 / 4));
    }

    private void waitFor(Duration wait, BooleanSupplier goesOn) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() < end && goesOn.getAsBoolean()) {
            look();
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    /** Notes who is back. Called by one thread at a time. */
    void look() {
        List<ProgramNow> now;
        try {
            now = vigie.programs();
        } catch (UncheckedIOException betweenTwoStates) {
            return;
        }
        Instant seen = Instant.now();
        for (Kill kill : kills) {
            if (kill.recovered().get() == null) {
                now.stream()
                        .filter(program -> program.name().equals(kill.program()))
                        .filter(program -> program.runs() && program.pid() != kill.pid())
                        .findFirst()
                        .ifPresent(program -> kill.recovered().set(Duration.between(kill.at(), seen)));
            }
        }
    }

    boolean allAreBack() {
        look();
        try {
            return vigie.programs().stream().allMatch(ProgramNow::runs);
        } catch (UncheckedIOException betweenTwoStates) {
            return false;
        }
    }

    List<Kill> kills() {
        return List.copyOf(kills);
    }

    /** When a process that runs tests was killed. */
    List<Instant> workersKilled() {
        return kills.stream()
                .filter(kill -> kill.program().equals("execution-service")
                        || kill.program().startsWith("worker-"))
                .map(Kill::at)
                .toList();
    }
}
