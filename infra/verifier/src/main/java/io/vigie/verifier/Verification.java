package io.vigie.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of the verifier from a command line.
 *
 * @param sources files, addresses, or {@code -}; together they hold the history of one run
 * @param key the trusted fingerprint, or a file with it; nothing when nobody knows it
 * @param ledger whether the signer's ledger is meant, without any history
 * @param json whether the verdict is told as one JSON object
 */
public record Verification(List<String> sources, @Nullable String key, boolean ledger, boolean json) {

    /** Exit code for an input that nothing can be said of. */
    public static final int UNUSABLE = 2;

    public Verification {
        sources = List.copyOf(sources);
    }

    /** Reads, judges, tells. @return 0 when it is right, 1 when something is wrong, 2 when the input is unusable */
    public int run(InputStream standardInput, Sources.Tokens tokens, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        try {
            Verifier verifier = ledger ? Verifier.ofLedger(key) : Verifier.ofHistory(key, expectedRun());
            for (String source : sources) {
                Sources.read(source, standardInput, tokens, verifier::read);
            }
            Verdict verdict = verifier.verdict();
            tell(verdict, out);
            return verdict.outcome().exitCode();
        } catch (Unusable unusable) {
            return unusable(String.valueOf(unusable.getMessage()), out, err);
        } catch (IOException unreadable) {
            return unusable(
                    "Expected to read %s, but %s."
                            .formatted(
                                    String.join(", ", sources),
                                    unreadable.getMessage() == null ? unreadable.toString() : unreadable.getMessage()),
                    out,
                    err);
        }
    }

    private @Nullable String expectedRun() throws Unusable {
        for (String source : sources) {
            String run = Sources.runOf(source);
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    private void tell(Verdict verdict, PrintWriter out) {
        if (json) {
            out.println(verdict.json());
        } else {
            out.println(verdict.sentence());
            verdict.notes().forEach(out::println);
        }
        out.flush();
    }

    private int unusable(String sentence, PrintWriter out, PrintWriter err) {
        if (json) {
            out.println(
                    Json.text(new java.util.TreeMap<>(java.util.Map.of("verdict", "unusable", "sentence", sentence))));
            out.flush();
        } else {
            err.println(sentence);
            err.flush();
        }
        return UNUSABLE;
    }
}
