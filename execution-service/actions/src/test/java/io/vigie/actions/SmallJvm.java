package io.vigie.actions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for what a test wants to see in little memory. */
public final class SmallJvm {

    private SmallJvm() {}

    /** Runs a class of the tests to its end; what it printed, a missing logger's complaint left out. @param folder its working directory */
    public static List<String> run(Class<?> main, Path folder, String... options)
            throws IOException, InterruptedException {
        Path arguments = folder.resolve("java.args");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Files.writeString(arguments, "-cp \"" + classPath.replace("\\", "\\\\") + "\"\n");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xshare:auto", "@" + arguments, main.getName()));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("SLF4J"))
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
