package io.vigie.launcher.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The classes of one program, parsed and linked beforehand, in a file that its JVM maps at its start: two fifths less work until it serves. The
 * first start writes down which classes it loads; once the system is up, the archive is made of that list, beside the running program and behind
 * everybody else who wants the processor.
 *
 * @param list where the first start writes down its classes
 * @param archive the archive
 */
record ClassArchive(Path list, Path archive) {

    private static final String PREFIX = "classes-";

    /** The archive of a program that is started like this. Another JVM, class path or option makes another archive. */
    static ClassArchive of(Path home, Object startedLikeThis) {
        String name = PREFIX + Integer.toHexString(startedLikeThis.toString().hashCode());
        return new ClassArchive(home.resolve(name + ".list"), home.resolve(name + ".jsa"));
    }

    List<String> optionsOfNextStart(boolean writesList) {
        if (Files.exists(archive)) {
            // An archive that the JVM refuses costs nothing but time; its complaints are none of the program's log.
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:aot=off");
        }
        return writesList ? List.of("-XX:DumpLoadedClassList=" + list, "-Xshare:auto") : List.of("-Xshare:auto");
    }

    /** Makes the archive when there is a list and no archive yet. A failure leaves everything as it was. */
    void create(List<String> jvmOptions, Path classPathFile) throws IOException, InterruptedException {
        if (Files.exists(archive) || !Files.exists(list)) {
            return;
        }
        Path wholeLines = Path.of(list + ".whole");
        Path beside = Path.of(archive + ".new");
        List<String> lines = Files.readAllLines(list);
        // The program still writes: its last line may be half a line.
        Files.write(wholeLines, lines.subList(0, Math.max(0, lines.size() - 1)));
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19", JavaProgram.java()));
        command.addAll(
                jvmOptions.stream().filter(option -> !option.startsWith("-Xm")).toList());
        command.addAll(List.of(
                "-Xmx384m",
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + wholeLines,
                "-XX:SharedArchiveFile=" + beside,
                "-Xlog:disable",
                "@" + classPathFile));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0 && Files.exists(beside)) {
                removeOthers();
                Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(beside);
            Files.deleteIfExists(wholeLines);
        }
    }

    private void removeOthers() throws IOException {
        try (Stream<Path> files = Files.list(archive.getParent())) {
            for (Path other : files.filter(this::isAnothers).toList()) {
                Files.delete(other);
            }
        }
    }

    private boolean isAnothers(Path file) {
        String name = file.getFileName().toString();
        String own = archive.getFileName().toString().replace(".jsa", "");
        return name.startsWith(PREFIX) && !name.startsWith(own);
    }
}
