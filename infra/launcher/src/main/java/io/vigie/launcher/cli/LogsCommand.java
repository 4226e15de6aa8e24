package io.vigie.launcher.cli;

import io.vigie.launcher.VigieSystem;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        description = {
            "Prints the end of one program's log, or of all.",
            "Programs: postgres, kafka, campaign-service, execution-service, report-service, notification-gateway;",
            "worker-2, worker-3 and so on, when there are several workers; and vigie, which tells what was started, died and was started again in the background."
        },
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    private static final long MILLIS_BETWEEN_LOOKS = 300;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "PROGRAM", description = "Whose log. Default: all.")
    private @Nullable String program;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on printing what is written, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many lines of each. Default: 100.")
    private int lines;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = data.installation();
        List<String> known = new ArrayList<>(VigieSystem.programs(new InstallationRecords(installation)
                .find()
                .map(InstallationRecord::workerProcesses)
                .orElse(1)));
        known.add("vigie");
        String wanted = program;
        if (wanted != null && !known.contains(wanted)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no program \"%s\". There are: %s.".formatted(wanted, String.join(", ", known)));
        }
        if (lines < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --lines to be at least 1, but it is %d.".formatted(lines));
        }
        List<String> chosen = wanted == null ? known : List.of(wanted);
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Long> positions = new HashMap<>();
        boolean any = false;
        for (String name : chosen) {
            Path log = installation.log(name);
            positions.put(name, Files.exists(log) ? Files.size(log) : 0L);
            var tail = LogTail.of(log, lines);
            any |= tail.isPresent();
            tail.ifPresent(last -> last.forEach(line -> out.println(prefix(chosen, name) + line)));
        }
        out.flush();
        if (!any && !follow) {
            spec.commandLine().getErr().printf("Nothing was written in %s yet.%n", installation.logs());
            return VigieCommand.FAILED;
        }
        while (follow) {
            for (String name : chosen) {
                positions.put(
                        name,
                        printFrom(installation.log(name), positions.getOrDefault(name, 0L), prefix(chosen, name)));
            }
            out.flush();
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
        return 0;
    }

    private static String prefix(List<String> chosen, String name) {
        return chosen.size() == 1 ? "" : "%-20s | ".formatted(name);
    }

    /** Prints whole lines only and returns where the next look begins. A log that has become shorter was emptied, and is read from its beginning. */
    private long printFrom(Path log, long position, String prefix) throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = file.length() < position ? 0 : position;
            byte[] news = new byte[(int) Math.min(file.length() - from, 1 << 20)];
            file.seek(from);
            file.readFully(news);
            int end = news.length;
            while (end > 0 && news[end - 1] != '\n') {
                end--;
            }
            new String(news, 0, end, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> spec.commandLine().getOut().println(prefix + line));
            return from + end;
        }
    }
}
