package io.vigie.launcher.jvm;

import io.vigie.launcher.installation.AtomicFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Java program that is started again and again in the same way.
 *
 * @param home a folder of its own, for what belongs to its start
 * @param classPath its jars; folders would keep the JVM from archiving its classes
 * @param options of its JVM
 * @param mainClass where it starts
 * @param arguments of the main class
 * @param makesArchive whether its starts make the archive of its classes; one that does not uses what another made in the same home
 */
public record JavaProgram(
        Path home,
        List<Path> classPath,
        List<String> options,
        String mainClass,
        List<String> arguments,
        boolean makesArchive) {

    /** What every JVM of ours is told. */
    private static final List<String> SHARED_OPTIONS = List.of(
            // One core of two, and some ten megabytes: a parallel collector would want more of both.
            "-XX:+UseSerialGC",
            // Half-dead after an exhausted heap is worse than dead: the supervisor starts it again.
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dfile.encoding=UTF-8");

    /** The environment variable by which a person adds options, to debug or to measure; the last word is theirs. */
    private static final String EXTRA_OPTIONS = "VIGIE_JAVA_OPTIONS";

    /** The JVM that runs us runs them too. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The command line of the next start. The class path goes through a file: it is longer than some systems let a command line be. */
    public List<String> command() throws IOException {
        ClassArchive archive = archive();
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvmOptions());
        command.addAll(archive.optionsOfNextStart(makesArchive));
        command.add("@" + writtenClassPath());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Makes the next start quicker, unless that was done before; takes a few seconds of a processor that has nothing better to do. */
    public void archiveClasses() throws IOException, InterruptedException {
        if (makesArchive) {
            archive().create(jvmOptions(), writtenClassPath());
        }
    }

    private ClassArchive archive() {
        return ClassArchive.of(home, List.of(classPath, jvmOptions(), Runtime.version()));
    }

    private List<String> jvmOptions() {
        List<String> all = new ArrayList<>(SHARED_OPTIONS);
        all.addAll(options);
        String extra = System.getenv(EXTRA_OPTIONS);
        if (extra != null && !extra.isBlank()) {
            all.addAll(Arrays.asList(extra.strip().split("\\s+")));
        }
        return all;
    }

    private Path writtenClassPath() {
        Path file = home.resolve("java.args");
        String entries = String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
        AtomicFiles.write(file, "-cp\n\"%s\"\n".formatted(entries.replace("\\", "\\\\")));
        return file;
    }
}
