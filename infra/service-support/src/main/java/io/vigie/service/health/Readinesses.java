package io.vigie.service.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all checks at once. Safe for any number of callers: a check that hangs is waited for, not started again. */
final class Readinesses {

    private static final Logger log = LoggerFactory.getLogger(Readinesses.class);

    private final List<ReadinessCheck> checks;
    private final Duration timeout;
    private final Map<ReadinessCheck, CompletableFuture<Readiness>> running = new ConcurrentHashMap<>();

    Readinesses(List<ReadinessCheck> checks, Duration timeout) {
        this.checks = List.copyOf(checks);
        this.timeout = timeout;
    }

    /** The reasons why this service is not ready; empty when it is. */
    List<String> reasons() {
        var answers = checks.stream().map(this::ask).toList();
        var deadline = System.nanoTime() + timeout.toNanos();
        var reasons = new ArrayList<String>();
        for (int i = 0; i < answers.size(); i++) {
            var name = checks.get(i).name();
            switch (answer(name, answers.get(i), deadline - System.nanoTime())) {
                case Readiness.Ok ok -> {}
                case Readiness.NotReady(String reason) -> reasons.add(name + ": " + reason);
            }
        }
        return reasons;
    }

    private CompletableFuture<Readiness> ask(ReadinessCheck check) {
        return running.computeIfAbsent(check, started -> {
            var answer = new CompletableFuture<Readiness>();
            Thread.ofVirtual().name("health-" + check.name()).start(() -> {
                try {
                    var found = check.check();
                    running.remove(check);
                    answer.complete(found);
                } catch (Throwable problem) {
                    running.remove(check);
                    answer.completeExceptionally(problem);
                }
            });
            return answer;
        });
    }

    private Readiness answer(String name, CompletableFuture<Readiness> asked, long nanos) {
        try {
            return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return Readiness.notReady("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failed) {
            log.debug("Expected to check {}, but it failed.", name, failed.getCause());
            return Readiness.notReady("the check failed");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Readiness.notReady("interrupted");
        }
    }
}
