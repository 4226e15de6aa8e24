package io.vigie.launcher.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.launcher.stability.StabilityPolicy.Decision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs are written as letters, one for each test: {@code p} passed, {@code r} passed after a retry, {@code f} failed, {@code b} broken,
 * {@code s} skipped, {@code i} interrupted, {@code q} and {@code u} failed and passed in quarantine, {@code -} not in the run; {@code !} a run that was cancelled.
 */
class StabilityTests {

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "ppp ppp ppp ppp ppp, STABLE, 5",
        "pqp pup pqp pqp pqp, STABLE, 5",
        "psp psp psp psp psp, STABLE, 5",
        "ppp ppp pfp ppp ppp, FLAKY, 3",
        "ppp prp ppp ppp ppp, FLAKY, 2",
        "pfp ppp ppp ppp ppp, FAILING, 1",
        "ppi ppp ppp ppp ppp, INCONCLUSIVE, 1",
        "ppp pps ppp ppp ppp, INCONCLUSIVE, 2",
        "ppp pp- ppp ppp ppp, INCONCLUSIVE, 2",
        "pp- ppp ppp ppp ppp, INCONCLUSIVE, 2",
        "sss sss sss sss sss, INCONCLUSIVE, 1",
        "--- --- --- --- ---, INCONCLUSIVE, 1",
        "ppp ppp! ppp ppp ppp, INCONCLUSIVE, 2"
    })
    void stopsAtTheFirstBadRun(String runs, Verdict verdict, int done) throws Exception {
        Decision decision = measure(runs, false, 1);

        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(said).filteredOn(line -> line.startsWith("=== RUN ")).hasSize(done);
        assertThat(said.contains("FLAKY DETECTED in run " + done)).isEqualTo(verdict != Verdict.STABLE);
        assertThat(said.contains("✅ 5 runs successful, 0 flaky")).isEqualTo(verdict == Verdict.STABLE);
        assertThat(said).contains(verdict.name());
    }

    @ParameterizedTest
    @CsvSource({
        "pfp pfp pfp pfp pfp, FAILING, ",
        "pfp pbp pfp pfp pfp, FAILING, ",
        "pfp ppp pfp ppp ppp, FLAKY, random",
        "ppp pfp pfp pfp pfp, FLAKY, depends-on-previous-run",
        "ppp pfp ppp ppp! ppp, FLAKY, random",
        "pfp pfp pfp! pfp pfp, INCONCLUSIVE, "
    })
    void goesOnWhenToldToAndTellsWhatDependsOnTheRunBeforeFromChance(String runs, Verdict verdict, String pattern)
            throws Exception {
        Decision decision = measure(runs, true, 1);

        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(said).filteredOn(line -> line.startsWith("=== RUN ")).hasSize(5);
        if (pattern == null) {
            assertThat(decision.flaky()).isEmpty();
        } else {
            assertThat(decision.flaky())
                    .singleElement()
                    .satisfies(test -> assertThat(test.id()).isEqualTo("t-1"))
                    .satisfies(test -> assertThat(test.pattern()).isEqualTo(pattern));
        }
    }

    @Test
    void wantsEnoughTests() throws Exception {
        assertThat(measure("pp pp pp", false, 3).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(said).anyMatch(line -> line.contains("executed 2 tests, fewer than 3"));
    }

    @Test
    void leavesProofsThatCanBeChecked() throws Exception {
        measure("pp pf pp", true, 1);

        Path directory = folder.resolve("proofs");
        assertThat(directory.resolve("proof_run1.txt"))
                .content()
                .startsWith("=== RUN 1 ===\n")
                .contains("what the tests of run 1 wrote", "Test 0", "12.345 s")
                .endsWith("\n2 tests passed, 0 failed, 0 flaky\n");
        assertThat(directory.resolve("proof_run2.txt")).content().endsWith("\n1 tests passed, 1 failed, 1 flaky\n");
        JsonNode manifest = JsonMapper.shared().readTree(Files.readString(directory.resolve("manifest.json")));
        assertThat(manifest.path("verdict").asString()).isEqualTo("FLAKY");
        assertThat(manifest.path("author").asString()).isEqualTo("ann@example.com");
        assertThat(manifest.path("flaky").path(0).path("outcomes").valueStream().map(JsonNode::asString))
                .containsExactly("passed", "failed", "passed");
        for (JsonNode run : manifest.path("runs")) {
            byte[] proof =
                    Files.readAllBytes(directory.resolve(run.path("proof").asString()));
            assertThat(run.path("sha256").asString())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(proof)));
        }
        Process check = new ProcessBuilder("sha256sum", "-c", "SHA256SUMS")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("proof_run1.txt: OK\nproof_run2.txt: OK\nproof_run3.txt: OK\nmanifest.json: OK\n");
        assertThat(check.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> measure("pp pp pp", true, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never written over");
    }

    private Decision measure(String runs, boolean keepGoing, int minimum) throws Exception {
        List<String> letters = List.of(runs.split(" "));
        ProofFiles proofs = ProofFiles.in(
                folder.resolve("proofs"),
                new ProofFiles.About(
                        new Campaign("c-1", "Payments"), "DEV", "ann@example.com", "Vigie 1", "abc", Instant.EPOCH));
        return new Stability(new StabilityPolicy(letters.size(), minimum), keepGoing, proofs, said::add)
                .measure((number, log) -> {
                    log.accept("what the tests of run " + number + " wrote");
                    return run(number, letters.get(number - 1));
                });
    }

    private static RunResult run(int number, String letters) {
        return new RunResult(
                number,
                "r-" + number,
                "run " + number,
                Instant.EPOCH,
                Duration.ofMillis(12_345),
                letters.endsWith("!") ? "was ended before its time (cancelled)" : null,
                IntStream.range(0, letters.length())
                        .filter(at -> "-!".indexOf(letters.charAt(at)) < 0)
                        .mapToObj(at -> result(at, letters.charAt(at)))
                        .toList());
    }

    private static Result result(int at, char letter) {
        String outcome = switch (letter) {
            case 'p', 'r', 'u' -> "passed";
            case 'f', 'q' -> "failed";
            case 'b' -> "broken";
            case 's' -> "skipped";
            case 'i' -> "interrupted";
            default -> throw new IllegalArgumentException("What is " + letter + "?");
        };
        return new Result("t-" + at, "Test " + at, outcome, letter == 'r', letter != 'q' && letter != 'u', 5, "");
    }
}
