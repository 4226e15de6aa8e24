package io.vigie.launcher;

import io.vigie.launcher.demonstration.FirstStart;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationLock;
import io.vigie.launcher.supervision.Announcer;
import io.vigie.launcher.supervision.LogLimit;
import io.vigie.launcher.supervision.Program;
import io.vigie.launcher.supervision.Supervisor;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The system from its start to its stop, in the process that watches over it. */
public final class RunningSystem {

    /** The exit code when somebody else runs the installation. */
    public static final int ALREADY_RUN_BY_ANOTHER = 10;

    private static final long LOG_BYTES = 8L * 1024 * 1024;
    private static final long SECONDS_BETWEEN_LOG_LOOKS = 10;

    /** What follows a start, as a first look around by the person who made it, goes first. */
    private static final long SECONDS_BEFORE_IDLE_WORK = 20;

    private final Installation installation;
    private final Checkout checkout;
    private final Announcer announcer;
    private final Consumer<SystemState> watcher;

    /**
     * @param announcer told what happens to a running program
     * @param watcher told each new state of the system
     */
    public RunningSystem(
            Installation installation, Checkout checkout, Announcer announcer, Consumer<SystemState> watcher) {
        this.installation = installation;
        this.checkout = checkout;
        this.announcer = announcer;
        this.watcher = watcher;
    }

    /**
     * Starts everything, calls {@code onUp}, and stays until the process is told to end; then stops everything. Returns an exit code when it
     * could not start.
     */
    public int run(Runnable onUp) throws InterruptedException {
        Optional<InstallationLock> lock = InstallationLock.take(installation);
        if (lock.isEmpty()) {
            return ALREADY_RUN_BY_ANOTHER;
        }
        VigieSystem system = new VigieSystem(installation, checkout.directory(), checkout.launcherJars());
        SystemStateFile file = new SystemStateFile(installation);
        List<List<Program>> stages = system.stages();
        Supervisor supervisor = new Supervisor(stages, system.url(), announcer, state -> {
            file.write(state);
            watcher.accept(state);
        });
        AtomicBoolean toldToEnd = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        ScheduledExecutorService chores = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().name("chores-", 0).daemon().factory());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            toldToEnd.set(true);
            chores.shutdownNow();
            boolean running = supervisor.state().phase() != SystemState.Phase.FAILED;
            if (running) {
                announcer.say("stopping");
            }
            supervisor.stop();
            if (running) {
                announcer.say("everything is stopped");
            }
            lock.get().close();
            stopped.countDown();
        }));
        chores.scheduleWithFixedDelay(
                new LogLimit(installation.logs(), LOG_BYTES),
                SECONDS_BETWEEN_LOG_LOOKS,
                SECONDS_BETWEEN_LOG_LOOKS,
                TimeUnit.SECONDS);
        try {
            supervisor.start();
            new FirstStart(installation, system.url(), announcer).complete();
        } catch (IllegalStateException refused) {
            if (!toldToEnd.get()) {
                supervisor.declareFailed(String.valueOf(refused.getMessage()));
                supervisor.stop();
                chores.shutdownNow();
                return 1;
            }
        }
        if (!toldToEnd.get()) {
            supervisor.declareUp();
            onUp.run();
            chores.schedule(() -> doIdleWork(stages), SECONDS_BEFORE_IDLE_WORK, TimeUnit.SECONDS);
        }
        stopped.await();
        return 0;
    }

    /** One program after the other, so that what runs does not notice. */
    private static void doIdleWork(List<List<Program>> stages) {
        try {
            for (Program program : stages.stream().flatMap(List::stream).toList()) {
                program.whenIdle();
            }
        } catch (IOException notThisTime) {
            // It only makes the next start quicker; the next start is as quick as this one.
        } catch (InterruptedException toldToEnd) {
            Thread.currentThread().interrupt();
        }
    }
}
