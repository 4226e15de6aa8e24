package io.vigie.execution.signing.intake;

import io.vigie.execution.signing.Signer;
import io.vigie.execution.signing.SigningState;
import io.vigie.execution.signing.publishing.LedgerTopic;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Gives the signer a thread, waits for its turn, and begins anew after a pause when a term of it fails. */
final class SignerLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SignerLifecycle.class);

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);

    private final String bootstrapServers;
    private final @Nullable Signer signer;
    private final SigningState state;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    /** @param signer nothing when there is no key: then nothing is started */
    SignerLifecycle(String bootstrapServers, @Nullable Signer signer, SigningState state) {
        this.bootstrapServers = bootstrapServers;
        this.signer = signer;
        this.state = state;
    }

    @Override
    public synchronized void start() {
        Signer given = signer;
        if (thread == null && given != null) {
            stopping = new CountDownLatch(1);
            thread = Thread.ofPlatform().daemon().name("signer").start(() -> work(given));
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping.countDown();
        try {
            if (!running.join(END)) {
                log.warn("Expected the signer to stop within {}, but it did not.", END);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work(Signer given) {
        Duration pause = SHORTEST_PAUSE;
        while (!isStopping()) {
            long began = System.nanoTime();
            try (LedgerTopic ledger = new LedgerTopic(bootstrapServers)) {
                serve(given, ledger);
            } catch (RuntimeException failed) {
                if (Duration.ofNanos(System.nanoTime() - began).compareTo(LONGEST_PAUSE) > 0) {
                    pause = SHORTEST_PAUSE;
                }
                // What is ours to say names no address; what a library says may.
                state.cannotSign(
                        failed instanceof IllegalStateException
                                ? String.valueOf(failed.getMessage())
                                : failed.getClass().getSimpleName());
                log.error("The signer stopped; it begins anew in {}.", pause, failed);
                await(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** One term. */
    private void serve(Signer given, LedgerTopic ledger) {
        state.waits();
        while (!isStopping()) {
            if (ledger.awaitTurn(TURN)) {
                try (RunEventLinks links = new RunEventLinks(bootstrapServers);
                        DecisionEventLinks decisions = new DecisionEventLinks(bootstrapServers)) {
                    given.serve(ledger, links, decisions, this::isStopping);
                }
                return;
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void await(Duration pause) {
        try {
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
