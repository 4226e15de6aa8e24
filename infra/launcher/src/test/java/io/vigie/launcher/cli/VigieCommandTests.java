package io.vigie.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VigieCommandTests {

    @TempDir
    Path folder;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @Test
    void answersAnUnknownOptionWithASentence() {
        assertThat(run("up", "--detatch")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--detatch'").contains("--detach");
    }

    @Test
    void answersAnUnknownCommandWithASentence() {
        assertThat(run("start")).isEqualTo(2);
        assertThat(err.toString()).contains("'start'");
    }

    @Test
    void saysWhatToSayWhenNothingIsSaid() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("./vigie up");
    }

    @Test
    void refusesAPortThatCannotBe() {
        assertThat(run("up", "--port", "70000", "--data", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("between 1 and 65535, but it is 70000");
    }

    @Test
    void refusesAPortThatIsNoNumber() {
        assertThat(run("up", "--port", "http")).isEqualTo(2);
        assertThat(err.toString()).contains("--port").contains("http");
    }

    @Test
    void refusesANumberOfWorkersThatCannotBe() {
        for (String number : new String[] {"0", "33"}) {
            assertThat(run("up", "--workers", number, "--data", folder.toString()))
                    .isEqualTo(2);
        }
        assertThat(err.toString()).contains("Expected --workers to be between 1 and 32, but it is 33.");
    }

    @Test
    void refusesDataOfAnEarlierVersionAndChangesNothing() throws Exception {
        Installation earlier = new Installation(folder.resolve("data"));
        earlier.prepare();
        new InstallationRecords(earlier).change(record -> record, "cluster");
        String record = Files.readString(earlier.recordFile()).replaceAll("(?s)\\s*\"format\"\\s*:\\s*\\d+\\s*,", "");
        assertThat(record).doesNotContain("format");
        Files.writeString(earlier.recordFile(), record);

        assertThat(run("up", "--data", earlier.directory().toString())).isEqualTo(VigieCommand.FAILED);
        assertThat(err.toString()).contains("an earlier one wrote it").contains("./vigie reset --data");
        assertThat(earlier.recordFile()).hasContent(record);
    }

    @Test
    void namesTheProgramsWhenOneIsUnknown() {
        assertThat(run("logs", "kafak", "--data", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("There is no program \"kafak\"").contains("postgres, kafka");
    }

    @Test
    void verifiesFilesAndSaysWhatCannotBeJudged() throws Exception {
        Path page = Files.writeString(folder.resolve("page.html"), "<html></html>");
        Path event = Files.writeString(
                folder.resolve("event.ndjson"),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"io.vigie.run.started.v1\"}");

        assertThat(run("verify")).isEqualTo(2);
        assertThat(run("verify", folder.resolve("nothing").toString())).isEqualTo(2);
        assertThat(run("verify", page.toString())).isEqualTo(2);
        assertThat(run("verify", "--key", "abc", page.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("but there is no", "Expected lines that are events", "is neither");
        assertThat(run("verify", "--json", event.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("\"verdict\":\"wrong\"");
    }

    @Test
    void rotatesTheKeyOfAnInstallationThatIsDownAtItsNextStart() throws Exception {
        Installation installation = new Installation(folder.resolve("data"));

        assertThat(run("rotate-signing-key", "--data", installation.directory().toString()))
                .isEqualTo(1);

        installation.prepare();
        new InstallationRecords(installation).change(record -> record, "cluster");

        assertThat(run("rotate-signing-key", "--data", installation.directory().toString()))
                .isZero();
        assertThat(out.toString()).contains("at its next start");
        assertThat(Files.readString(installation.secrets().resolve("signing-key"))
                        .split("BEGIN PRIVATE"))
                .hasSize(3);
    }

    @Test
    void tellsThatNothingRuns() {
        Path data = folder.resolve("nothing");

        assertThat(run("status", "--data", data.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("Vigie is not ready.").contains("report-service");
        assertThat(data).doesNotExist();
    }

    @Test
    void hasNothingToStop() {
        assertThat(run("down", "--data", folder.resolve("nothing").toString())).isZero();
        assertThat(out.toString()).contains("was not running");
    }

    @Test
    void refusesToResetWhatIsNotAnInstallation() {
        assertThat(run("reset", "--yes", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("holds no installation of Vigie");
        assertThat(folder).exists();
    }

    private int run(String... arguments) {
        CommandLine line = VigieCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
