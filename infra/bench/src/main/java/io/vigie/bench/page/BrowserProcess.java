package io.vigie.bench.page;

import io.vigie.testclient.Client;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Chromium and the Node program that drives it ({@code infra/bench/page/browser.mjs}): it is asked a line of JSON at a time, and answers a line. */
final class BrowserProcess implements AutoCloseable {

    private static final Path INFRA = Path.of(System.getProperty("vigie.root", "../.."))
            .toAbsolutePath()
            .normalize()
            .resolve("infra");
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final BufferedWriter asking;
    private final BufferedReader answers;

    /** @param about where the gateway is, with which token to go in, and what is looked at */
    BrowserProcess(ObjectNode about) throws IOException, InterruptedException {
        Path folder = INFRA.resolve("bench/page");
        // Not "npm ci": a peer of one of Lighthouse's packages, which nothing needs, is not in the lock file.
        run(
                folder,
                "npm",
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline",
                "--loglevel=error");
        about.put("chromium", run(INFRA, "./install-browser.sh").strip());
        process = new ProcessBuilder("node", "browser.mjs", about.toString())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Its browser ends with it.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        asking = process.outputWriter();
        answers = process.inputReader();
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("vigie-bench", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Expected \"%s\" to do its work, but it said: %s"
                        .formatted(String.join(" ", command), Files.readString(said)));
            }
            return Files.readString(said);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** Begins something; nothing else is asked before it is answered. */
    CompletableFuture<JsonNode> begin(String deed, List<?> words) throws IOException {
        ObjectNode asked = Client.JSON.createObjectNode().put("do", deed);
        asked.set("with", Client.JSON.valueToTree(words));
        asking.write(asked.toString());
        asking.newLine();
        asking.flush();
        return CompletableFuture.supplyAsync(() -> {
            try {
                String line = answers.readLine();
                if (line == null) {
                    throw new IllegalStateException(
                            "Expected the browser to answer \"%s\", but it ended.".formatted(deed));
                }
                return Client.JSON.readTree(line);
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }

    /** Does something, and what it came to. */
    JsonNode ask(String deed, Object... words) throws IOException, InterruptedException {
        return answer(begin(deed, List.of(words)));
    }

    JsonNode answer(CompletableFuture<JsonNode> begun) throws IOException, InterruptedException {
        try {
            return begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("Expected the browser to answer, but it did not.", failed);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
