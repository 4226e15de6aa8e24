package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The page in a real browser: {@code browser/page.test.js}, run by the machine's Node and Chromium. */
class PageIT {

    private static final Path FOLDER = Path.of("browser").toAbsolutePath();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @Test
    void worksInARealBrowser() throws Exception {
        String green = nameOf(client.campaign(Client.tests(3, Client.pause(1))));
        String failing = nameOf(client.campaign(List.of(
                List.of(Client.PASS), List.of(Client.fail(vigie)), List.of(Client.PASS), List.of(Client.PASS))));
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
                        SCREENSHOTS.toString(),
                        "VIGIE_GREEN_CAMPAIGN",
                        green,
                        "VIGIE_FAILING_CAMPAIGN",
                        failing),
                "node",
                "--test",
                "--test-reporter=tap",
                "page.test.js");

        assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
    }

    private String nameOf(String campaign) {
        return client.get("/api/campains/" + campaign).json().path("name").asString();
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile("vigie-browser", ".out");
        Path errors = Files.createTempFile("vigie-browser", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("%s\n%s\n%s", String.join(" ", command), Files.readString(output), Files.readString(errors))
                .isTrue();
        return Files.readString(output);
    }
}
