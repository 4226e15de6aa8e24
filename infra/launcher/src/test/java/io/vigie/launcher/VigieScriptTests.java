package io.vigie.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./vigie} in a checkout whose Maven and whose JDK only write down that they were called. */
class VigieScriptTests {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final List<String> PRODUCTS = List.of(
            "campaign-service/target/campaign-service.jar",
            "execution-service/app/target/execution-service.jar",
            "report-service/target/report-service.jar",
            "notification-gateway/target/notification-gateway.jar",
            "infra/launcher/target/launcher.jar",
            "infra/launcher/target/lib/contracts-1.jar",
            "infra/launcher/target/lib/slots-1.jar");

    @TempDir
    Path checkout;

    @BeforeEach
    void aCheckout() throws IOException {
        Files.copy(ROOT.resolve("vigie"), checkout.resolve("vigie"));
        executable("infra/find-jdk.sh", "#!/bin/sh\nprintf '%s\\n' \"" + checkout + "/jdk\"\n");
        executable("jdk/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$* [$JAVA_HOME]\" >> \"" + checkout + "/started\"\n");
        StringBuilder maven = new StringBuilder("#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"" + checkout + "/built\"\n");
        for (String product : PRODUCTS) {
            maven.append("mkdir -p \"$(dirname '")
                    .append(product)
                    .append("')\"; : > '")
                    .append(product)
                    .append("'\n");
        }
        executable("mvnw", maven.toString());
        for (String source : new String[] {
            "pom.xml",
            "infra/pom.xml",
            "contracts/src/main/java/A.java",
            "campaign-service/src/test/java/ATests.java",
            "campaign-service/pom.xml",
            "execution-service/pom.xml",
            "report-service/pom.xml",
            "notification-gateway/pom.xml",
            "infra/service-support/pom.xml",
            "infra/storage/pom.xml",
            "infra/slots/pom.xml",
            "infra/launcher/pom.xml"
        }) {
            write(source, "");
        }
    }

    @Test
    void buildsWhatIsMissingAndHandsOver() throws Exception {
        assertThat(vigie("up", "--detach")).isZero();

        assertThat(checkout.resolve("built")).content().contains("package").contains("campaign-service");
        assertThat(checkout.resolve("started")).content().contains("io.vigie.launcher.Vigie up --detach");
    }

    @Test
    void doesNotBuildTwice() throws Exception {
        vigie("up");
        vigie("up");

        assertThat(Files.readAllLines(checkout.resolve("built"))).hasSize(1);
        assertThat(Files.readAllLines(checkout.resolve("started"))).hasSize(2);
    }

    @Test
    void buildsAgainAfterASourceChanged() throws Exception {
        vigie("up");
        changeLater("contracts/src/main/java/A.java");

        vigie("up");

        assertThat(Files.readAllLines(checkout.resolve("built"))).hasSize(2);
    }

    @Test
    void doesNotBuildAfterATestChanged() throws Exception {
        vigie("up");
        changeLater("campaign-service/src/test/java/ATests.java");

        vigie("up");

        assertThat(Files.readAllLines(checkout.resolve("built"))).hasSize(1);
    }

    @Test
    void doesNotBuildToTellAStatus() throws Exception {
        vigie("up");
        changeLater("contracts/src/main/java/A.java");

        vigie("status");

        assertThat(Files.readAllLines(checkout.resolve("built"))).hasSize(1);
    }

    @Test
    void leavesTheCallersJdkToTheCommandThatItRuns() throws Exception {
        vigie("run", "--", "mvn", "verify");
        vigie("status");

        assertThat(Files.readAllLines(checkout.resolve("started")))
                .satisfiesExactly(
                        run -> assertThat(run).endsWith("Vigie run -- mvn verify [the caller's]"),
                        status -> assertThat(status).endsWith("Vigie status [" + checkout + "/jdk]"));
    }

    @Test
    void runsEveryTest() throws Exception {
        vigie("test");

        assertThat(checkout.resolve("built")).content().contains("verify");
        assertThat(checkout.resolve("started")).doesNotExist();
    }

    private int vigie(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of("bash", checkout.resolve("vigie").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(checkout.resolve("output").toFile());
        builder.environment().put("JAVA_HOME", "the caller's");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void changeLater(String source) throws IOException {
        Files.setLastModifiedTime(
                checkout.resolve(source), FileTime.from(Instant.now().plusSeconds(5)));
    }

    private void executable(String name, String text) throws IOException {
        Files.setPosixFilePermissions(write(name, text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path write(String name, String text) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
