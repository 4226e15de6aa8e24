package io.vigie.launcher.stability;

import io.vigie.launcher.stability.StabilityPolicy.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs a campaign again and again, one run after the other, and says what it sees; the words are those that scripts around it look for. */
public final class Stability {

    private final StabilityPolicy policy;
    private final boolean keepGoing;
    private final ProofFiles proofs;
    private final Consumer<String> out;

    /** Does one run, to its end. */
    @FunctionalInterface
    public interface Runs {

        /** @param log told what the tests have written */
        RunResult run(int number, Consumer<String> log) throws InterruptedException;
    }

    /**
     * @param keepGoing whether a bad run is not the last one, so that it is seen how often it is bad
     * @param out told each line for a person
     */
    public Stability(StabilityPolicy policy, boolean keepGoing, ProofFiles proofs, Consumer<String> out) {
        this.policy = policy;
        this.keepGoing = keepGoing;
        this.proofs = proofs;
        this.out = out;
    }

    /** Runs it as often as it is to be run, or until a run is bad. Every run has its proof when this returns, and the verdict as well. */
    public Decision measure(Runs runs) throws IOException, InterruptedException {
        List<RunResult> done = new ArrayList<>();
        boolean bad = false;
        for (int number = 1; number <= policy.runs() && (keepGoing || !bad); number++) {
            out.accept("=== RUN " + number + " ===");
            RunResult run;
            List<String> wrong;
            try (ProofFiles.Proof proof = proofs.begin(number)) {
                run = runs.run(number, proof::line);
                done.add(run);
                wrong = policy.wrong(done);
                String summary = summary(run, policy.flaky(done));
                proof.finish(run, summary, wrong);
                out.accept(String.format(
                        Locale.ROOT, "%s (%.1f s, %s)", summary, run.duration().toMillis() / 1000.0, run.name()));
            }
            if (!wrong.isEmpty()) {
                bad = true;
                out.accept("FLAKY DETECTED in run " + number);
                wrong.forEach(reason -> out.accept("  " + reason));
            }
        }
        Decision decision = policy.decide(done);
        if (decision.verdict() == Verdict.STABLE) {
            out.accept("✅ %d runs successful, 0 flaky".formatted(done.size()));
        }
        out.accept(decision.verdict().name());
        decision.reasons().stream().limit(20).forEach(reason -> out.accept("  " + reason));
        proofs.conclude(done, policy, decision);
        return decision;
    }

    private static String summary(RunResult run, long flaky) {
        return "%d tests passed, %d failed, %d flaky".formatted(run.passed(), run.failed(), flaky);
    }
}
