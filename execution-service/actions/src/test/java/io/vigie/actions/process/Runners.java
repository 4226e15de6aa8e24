package io.vigie.actions.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Runners as an operator may set them up. */
public final class Runners {

    private Runners() {}

    /** One whose programs find those of these directories first. */
    public static ProcessRunner finding(Path... directories) {
        return of(Map.of("PATH", with(directories)));
    }

    /** The same, whose programs have the worker's own rights. */
    public static ProcessRunner findingAsTheWorker(Path... directories) {
        return of(Map.of("PATH", with(directories), "VIGIE_PROCESS_ISOLATION", "group"));
    }

    private static String with(Path... directories) {
        return Arrays.stream(directories).map(Path::toString).collect(Collectors.joining(":")) + ":"
                + System.getenv("PATH");
    }

    private static ProcessRunner of(Map<String, String> environment) {
        return new ProcessRunner(ProcessSettings.of(environment), null, ProcessRunner.USUAL_GRACE);
    }

    /** One whose programs find only what every machine has. */
    public static ProcessRunner findingOnly() {
        return of(Map.of("VIGIE_PROCESS_PATH", "/sbin"));
    }

    /** Runs one of the project's scripts that install what workers need, and says where it put it. */
    public static Path install(String script) throws IOException, InterruptedException {
        Process installing = new ProcessBuilder(Path.of("../../infra", script).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String where = new String(installing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (installing.waitFor() != 0) {
            throw new AssertionError("Expected " + script + " to install what the tests need, but it did not.");
        }
        return Path.of(where.lines().reduce((first, last) -> last).orElseThrow());
    }
}
