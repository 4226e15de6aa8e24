package io.vigie.launcher.stability;

import io.vigie.launcher.stability.StabilityPolicy.Decision;
import io.vigie.launcher.stability.StabilityPolicy.Varying;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What several runs leave to be read afterwards: {@code proof_run1.txt} and so on, {@code manifest.json} with the verdict, what was compared
 * and the SHA-256 of every proof, and {@code SHA256SUMS} for {@code sha256sum -c}. Nothing that is there is ever written over.
 */
public final class ProofFiles {

    static final String MANIFEST = "manifest.json";
    static final String SUMS = "SHA256SUMS";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path directory;
    private final About about;
    private final Map<Integer, Path> proofs = new TreeMap<>();

    /**
     * What the proofs are of.
     *
     * @param author who had the runs done
     * @param version of Vigie
     * @param commit of what is tested, when somebody says it
     */
    public record About(
            Campaign campaign,
            String environment,
            String author,
            String version,
            @Nullable String commit,
            Instant at) {}

    private ProofFiles(Path directory, About about) {
        this.directory = directory;
        this.about = about;
    }

    /**
     * @param directory made when it is missing
     * @throws IllegalStateException when it holds proofs already
     */
    public static ProofFiles in(Path directory, About about) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> present =
                Files.newDirectoryStream(directory, "{proof_run*.txt," + MANIFEST + "," + SUMS + "}")) {
            if (present.iterator().hasNext()) {
                throw new IllegalStateException(
                        "Expected \"%s\" to hold no proofs, but it does; they are never written over."
                                .formatted(directory));
            }
        }
        return new ProofFiles(directory, about);
    }

    public Path directory() {
        return directory;
    }

    /** Begins the proof of a run. */
    Proof begin(int number) throws IOException {
        Path file = directory.resolve("proof_run%d.txt".formatted(number));
        Proof proof = new Proof(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW));
        proofs.put(number, file);
        proof.line("=== RUN " + number + " ===");
        proof.line("campaign     %s (%s)"
                .formatted(about.campaign().name(), about.campaign().id()));
        proof.line("environment  " + about.environment());
        proof.line("");
        return proof;
    }

    /** One run's file, while it is written. */
    static final class Proof implements AutoCloseable {

        private final BufferedWriter writer;

        private Proof(BufferedWriter writer) {
            this.writer = writer;
        }

        void line(String text) {
            try {
                writer.write(text);
                writer.write('\n');
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        void finish(RunResult run, String summary, List<String> wrong) {
            line("");
            for (Result result : run.results()) {
                line(String.format(
                        Locale.ROOT,
                        "%-12s %9d ms  %s%s%s%s",
                        result.outcome().isEmpty() ? "no verdict" : result.outcome(),
                        result.durationMillis(),
                        result.name(),
                        result.retried() ? "  (not at its first try)" : "",
                        result.counted() ? "" : "  (not counted)",
                        result.message().isEmpty()
                                ? ""
                                : "  " + result.message().lines().findFirst().orElse("")));
            }
            line("");
            line("report       %s (%s)".formatted(run.name(), run.id()));
            line("started      " + run.startedAt());
            line("duration     "
                    + String.format(Locale.ROOT, "%.3f s", run.duration().toMillis() / 1000.0));
            wrong.forEach(reason -> line("wrong        " + reason));
            line(summary);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    /** Writes the manifest and the sums. */
    void conclude(List<RunResult> done, StabilityPolicy policy, Decision decision) throws IOException {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("format", 1)
                .put("verdict", decision.verdict().name())
                .put("author", about.author())
                .put("date", about.at().toString())
                .put("version", about.version())
                .put("commit", about.commit())
                .put("environment", about.environment())
                .put("runsWanted", policy.runs())
                .put("minimumTests", policy.minimum());
        manifest.putObject("campaign")
                .put("id", about.campaign().id())
                .put("name", about.campaign().name());
        decision.reasons().forEach(manifest.putArray("reasons")::add);
        varying(manifest.putArray("flaky"), decision.flaky());
        varying(manifest.putArray("failing"), decision.failing());
        List<String> sums = new ArrayList<>();
        ArrayNode runs = manifest.putArray("runs");
        for (RunResult run : done) {
            Path proof = proofs.getOrDefault(run.number(), directory);
            String sum = sha256(proof);
            sums.add(sum + "  " + proof.getFileName());
            runs.addObject()
                    .put("number", run.number())
                    .put("report", run.id())
                    .put("name", run.name())
                    .put("startedAt", run.startedAt().toString())
                    .put("durationMs", run.duration().toMillis())
                    .put("passed", run.passed())
                    .put("failed", run.failed())
                    .put("flaky", policy.flaky(done.subList(0, done.indexOf(run) + 1)))
                    .put("notExecuted", run.notExecuted())
                    .put("proof", String.valueOf(proof.getFileName()))
                    .put("sha256", sum);
        }
        Path file = directory.resolve(MANIFEST);
        Files.writeString(file, JSON.writeValueAsString(manifest) + "\n", StandardOpenOption.CREATE_NEW);
        sums.add(sha256(file) + "  " + MANIFEST);
        Files.writeString(directory.resolve(SUMS), String.join("\n", sums) + "\n", StandardOpenOption.CREATE_NEW);
    }

    private static void varying(ArrayNode array, List<Varying> tests) {
        for (Varying test : tests) {
            ObjectNode each = array.addObject().put("id", test.id()).put("name", test.name());
            test.outcomes().forEach(each.putArray("outcomes")::add);
            if (test.pattern() != null) {
                each.put("pattern", test.pattern());
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
