package io.vigie.bench;

import io.vigie.testclient.Vigie.ProgramNow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program of the installation has cost so far, as Linux accounts it. */
public final class ProgramCost {

    private static final Pattern USED = Pattern.compile("(?:total \\d+K, |)used (\\d+)K");

    private final long pid;

    ProgramCost(ProgramNow program) {
        this(program.pid());
    }

    public ProgramCost(long pid) {
        this.pid = pid;
    }

    /** Processor time of the program and of the children that it waited for, in seconds; in steps of a hundredth. */
    public double cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
            // The name may hold spaces; what follows its parenthesis does not.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / 100.0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Resident memory now, in megabytes. */
    public double residentMegabytes() {
        return statusMegabytes("VmRSS");
    }

    /** The most resident memory that it ever had, in megabytes. */
    public double peakMegabytes() {
        return statusMegabytes("VmHWM");
    }

    private double statusMegabytes(String line) {
        try {
            return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
                    .filter(text -> text.startsWith(line + ":"))
                    .mapToDouble(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1_024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** What is alive on the heap of a JVM, in megabytes: it collects first, so ask when nothing is being measured. */
    public double liveHeapMegabytes() {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        long kilobytes = 0;
        // Young and old generation; what follows them is metaspace.
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1_024.0;
    }

    /** Asks the JVM itself. */
    public String jcmd(String... command) {
        try {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
            line.addAll(List.of(command));
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(30, TimeUnit.SECONDS);
            return said;
        } catch (IOException noTool) {
            throw new UncheckedIOException(noTool);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
