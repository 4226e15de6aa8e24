package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Vigie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The page in a real browser: the journeys of {@code browser/*.test.js}, run by the machine's Node and Chromium. */
class PageIT {

    private static final Path FOLDER = Path.of("browser").toAbsolutePath();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();

    private final Vigie vigie = Vigie.running();

    @Test
    void worksInARealBrowser() throws Exception {
        String chromium = run(Map.of(), "../../install-browser.sh").strip();
        run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");

        String output = run(
                Map.of(
                        "VIGIE_URL",
                        vigie.url(),
                        "VIGIE_EMAIL",
                        Vigie.ADMIN,
                        "VIGIE_PASSWORD",
                        Vigie.PASSWORD,
                        "VIGIE_CHROMIUM",
                        chromium,
                        "VIGIE_SCREENSHOTS",
                        SCREENSHOTS.toString()),
                "node",
                "--test",
                "--test-concurrency=1",
                "--test-reporter=tap");

        assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile("vigie-browser", ".out");
        Path errors = Files.createTempFile("vigie-browser", ".err");
        try {
            return run(environment, output, errors, command);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static String run(Map<String, String> environment, Path output, Path errors, String... command)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("%s\n%s\n%s", String.join(" ", command), Files.readString(output), Files.readString(errors))
                .isTrue();
        return Files.readString(output);
    }
}
