package io.vigie.bench.fanout;

import io.vigie.bench.ProgramCost;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Watchers} in a process of their own, and how they are told what to do. One thread. */
final class WatcherProcess implements AutoCloseable {

    /** A group whose events are counted for themselves alone. */
    static final String ASIDE = "aside";

    private final Path folder;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final Path tokens;
    private int files;

    /** @param folder where files are exchanged */
    WatcherProcess(Path folder, List<String> tokens) throws IOException {
        this.folder = folder;
        this.tokens = Files.write(folder.resolve("tokens"), tokens);
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Watchers.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    ProgramCost cost() {
        return new ProgramCost(process.pid());
    }

    /** Opens connections, which watch these runs in turn. @return how long it took, in milliseconds */
    long open(String group, Wire wire, int port, int count, List<LoadedRun> runs, String after) throws IOException {
        Path list = folder.resolve("runs-" + ++files);
        Files.write(list, runs.stream().map(run -> run.id().value()).toList());
        String[] opened = ask("open %s %s %d %d %s %s %s"
                        .formatted(group, wire, port, count, list, tokens, after)
                        .strip())
                .split(" ", 5);
        if (Integer.parseInt(opened[1]) != count) {
            throw new IllegalStateException(
                    "Expected %d connections over %s, but: %s".formatted(count, wire, String.join(" ", opened)));
        }
        return Long.parseLong(opened[3]);
    }

    void slow(String group, int bytesPerSecond) throws IOException {
        ask("slow %s %d".formatted(group, bytesPerSecond));
    }

    /**
     * What a group has heard.
     *
     * @param connections that are still open
     * @param cut the event that told one of them why its stream ends; empty when none was
     */
    record Heard(long events, int connections, String cut) {}

    Heard heard(String group) throws IOException {
        String[] heard = ask("heard " + group).split(" ", 4);
        return new Heard(Long.parseLong(heard[1]), Integer.parseInt(heard[2]), heard.length > 3 ? heard[3] : "");
    }

    /** How many events all have got since they last forgot. */
    long events() throws IOException {
        return Long.parseLong(ask("events").split(" ")[1]);
    }

    /** The first event of each name, as it came over the wire. */
    List<String> samples() throws IOException {
        int count = Integer.parseInt(ask("samples").split(" ")[1]);
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(String.valueOf(answers.readLine()));
        }
        return samples;
    }

    void clear() throws IOException {
        ask("clear");
    }

    /** See {@link Tally#write}. */
    Path write() throws IOException {
        Path file = folder.resolve("heard");
        ask("write " + file);
        return file;
    }

    void close(String group) throws IOException {
        ask("close " + group);
    }

    private String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException(
                    "Expected the watchers to answer \"%s\", but they are gone.".formatted(command));
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
