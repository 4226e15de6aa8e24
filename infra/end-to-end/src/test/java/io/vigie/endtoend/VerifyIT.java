package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A downloaded history in the hands of somebody who trusts nobody but a key: a file, a Java runtime, no network. */
class VerifyIT {

    private static final Path JAR = Path.of(System.getProperty("vigie.root", "../.."))
            .toAbsolutePath()
            .normalize()
            .resolve("infra/verifier/target/vigie-verify.jar");

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @TempDir
    Path folder;

    private record Verdict(int exitCode, JsonNode json) {}

    private String finishedRun() {
        String run = client.launch(client.campaign(Client.tests(4, Client.PASS)), Map.of());
        client.finishedReport(run, Duration.ofSeconds(60));
        return run;
    }

    private Path download(String run) {
        try {
            Client.Answer answer =
                    client.get("/api/rapports/" + run + "/history").expecting(200);
            return Files.writeString(folder.resolve(run + ".ndjson"), answer.text());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** As on a machine that has nothing but a Java runtime and these two files. */
    private Verdict verify(Path history) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/unshare"))) {
            command.addAll(List.of("/usr/bin/unshare", "--map-root-user", "--net"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                JAR.toString(),
                "--json",
                "--key",
                vigie.data().resolve("trust-anchor.pem").toString(),
                history.toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().clear();
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verdict(process.waitFor(), Client.JSON.readTree(said));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Verdict signedToItsEnd(String run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> verify(download(run)),
                        verdict -> verdict.exitCode() == 0
                                && verdict.json().path("complete").asBoolean());
    }

    @Test
    void findsWhatASuperuserOfTheDatabaseChanged() throws Exception {
        String run = finishedRun();
        long events = signedToItsEnd(run).json().path("events").asLong();
        assertThat(events).isGreaterThan(10);

        try (Connection database = superuser()) {
            String history = table(database, "history");
            String keep = "CREATE TABLE public.kept AS SELECT * FROM " + history + " WHERE run_id = '" + run + "'";
            String of = " WHERE run_id = '" + run + "' AND sequence ";
            change(database, keep);
            try {
                change(
                        database,
                        "UPDATE " + history
                                + " SET event = overlay(event placing '9' from position('\"time\":\"2' in event) + 8 for 1)"
                                + of + "= 5");
                assertFound(run, 5, "content with the hash");
                restore(database, history, run);

                change(database, "DELETE FROM " + history + of + "= 6");
                assertFound(run, 6, "event 6 here");
                restore(database, history, run);

                change(
                        database,
                        "UPDATE " + history + " SET event = (SELECT event FROM public.kept WHERE sequence = 7 - "
                                + history + ".sequence)" + of + "IN (3, 4)");
                assertFound(run, 3, "event 3 here");
                restore(database, history, run);

                change(database, "DELETE FROM " + history + of + "> 8");
                assertFound(run, 9, "events of this run");
                change(
                        database,
                        "UPDATE " + table(database, "run_head") + " SET sequence = 8 WHERE run_id = '" + run + "'");
                assertFound(run, 9, "events of this run");
            } finally {
                change(
                        database,
                        "UPDATE " + table(database, "run_head") + " SET sequence = " + events + " WHERE run_id = '"
                                + run + "'");
                restore(database, history, run);
                change(database, "DROP TABLE public.kept");
            }
        }
        assertThat(verify(download(run)).exitCode()).isZero();
    }

    @Test
    void goesOnVerifyingWhenTheKeyIsReplaced() {
        String before = finishedRun();
        String firstKey = signedToItsEnd(before).json().path("key").asString();

        Vigie.Result rotated = Vigie.run(
                Duration.ofMinutes(2),
                "rotate-signing-key",
                "--data",
                vigie.data().toString());
        assertThat(rotated.exitCode()).as(rotated.toString()).isZero();

        String after = finishedRun();
        JsonNode verdict = signedToItsEnd(after).json();
        assertThat(verdict.path("key").asString()).isNotEqualTo(firstKey);
        assertThat(rotated.output()).contains(verdict.path("key").asString());
        assertThat(signedToItsEnd(before).json().path("key").asString()).isEqualTo(firstKey);

        Vigie.Result byAddress = Vigie.run(
                Duration.ofMinutes(1),
                "verify",
                "--data",
                vigie.data().toString(),
                "--key",
                vigie.data().resolve("trust-anchor.pem").toString(),
                vigie.url() + "/api/rapports/" + after);
        assertThat(byAddress.exitCode()).as(byAddress.toString()).isZero();
        assertThat(byAddress.output()).startsWith("Verified: run " + after);
        Vigie.Result ledger = Vigie.run(
                Duration.ofMinutes(1),
                "verify",
                "--data",
                vigie.data().toString(),
                "--ledger",
                vigie.url() + "/api/checkpoints");
        assertThat(ledger.exitCode()).as(ledger.toString()).isZero();
    }

    @Test
    void findsWhatASuperuserOfTheDatabaseChangedInDecisions() throws Exception {
        client.campaign(Client.tests(1, Client.PASS));
        long decisions = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> verify(downloadDecisions()).json(),
                        verdict -> verdict.path("signedUpTo").asLong() > 4
                                && verdict.path("signedUpTo").asLong()
                                        == verdict.path("events").asLong())
                .path("events")
                .asLong();

        try (Connection database = superuser()) {
            String decision = table(database, "decision");
            change(database, "CREATE TABLE public.kept_decisions AS SELECT * FROM " + decision);
            try {
                change(
                        database,
                        "UPDATE " + decision
                                + " SET line = overlay(line placing '9' from position('\"time\":\"2' in line) + 8 for 1)"
                                + " WHERE sequence = 3");
                assertDecisionFound(3, "content with the hash");
                restoreDecisions(database, decision);

                change(database, "DELETE FROM " + decision + " WHERE sequence = 2");
                assertDecisionFound(2, "event 2 here");
                restoreDecisions(database, decision);

                change(
                        database,
                        "UPDATE " + decision
                                + " SET line = (SELECT line FROM public.kept_decisions kept WHERE kept.sequence = 7 - "
                                + decision + ".sequence AND kept.project_id = " + decision + ".project_id)"
                                + " WHERE sequence IN (3, 4)");
                assertDecisionFound(3, "event 3 here");
                restoreDecisions(database, decision);

                change(database, "DELETE FROM " + decision + " WHERE sequence > " + (decisions - 2));
                assertDecisionFound(decisions - 1, "events of this project");
            } finally {
                restoreDecisions(database, decision);
                change(database, "DROP TABLE public.kept_decisions");
            }
        }
    }

    @Test
    void leavesASignedTombstoneOfWhatRetentionRemovesAndNoneOfWhatIsHeld() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        String removed = client.launch(campaign, Map.of());
        client.finishedReport(removed, Duration.ofSeconds(60));
        String held = client.launch(campaign, Map.of());
        client.finishedReport(held, Duration.ofSeconds(60));
        signedToItsEnd(removed);
        client.put("/api/rapports/" + held + "/hold", Map.of("reason", "Incident 4711"))
                .expecting(200);
        client.put("/api/campains/" + campaign + "/retention", Map.of("runs", "PT1S"))
                .expecting(200);

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            client.post("/api/retention/run", Map.of()).expecting(200);
            return client.get("/api/rapports/" + removed).status() == 410;
        });
        Verdict verdict = verify(download(removed));

        assertThat(verdict.exitCode()).as(verdict.toString()).isZero();
        assertThat(verdict.json().path("verdict").asString()).isEqualTo("deleted");
        assertThat(verdict.json().path("sentence").asString())
                .contains("deleted by retention, under version 1 of the policy of campaign " + campaign);
        assertThat(client.get("/api/rapports/" + held).status()).isEqualTo(200);
        assertThat(client.delete("/api/rapports/" + held).status()).isEqualTo(409);
        assertThat(signedToItsEnd(held).exitCode()).isZero();
    }

    private Path downloadDecisions() {
        try {
            return Files.writeString(
                    folder.resolve("decisions.ndjson"),
                    client.get("/api/audit/history").expecting(200).text());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void assertDecisionFound(long number, String expected) {
        Verdict verdict = verify(downloadDecisions());

        assertThat(verdict.exitCode()).as(verdict.toString()).isEqualTo(1);
        assertThat(verdict.json().path("fault").path("event").asLong())
                .as(verdict.toString())
                .isEqualTo(number);
        assertThat(verdict.json().path("fault").path("expected").asString()).contains(expected);
    }

    private static void restoreDecisions(Connection database, String decision) throws SQLException {
        change(
                database,
                "DELETE FROM " + decision
                        + " WHERE (project_id, sequence) IN (SELECT project_id, sequence FROM public.kept_decisions)");
        change(database, "INSERT INTO " + decision + " SELECT * FROM public.kept_decisions");
    }

    private void assertFound(String run, long event, String expected) {
        Verdict verdict = verify(download(run));

        assertThat(verdict.exitCode()).as(verdict.toString()).isEqualTo(1);
        assertThat(verdict.json().path("fault").path("event").asLong())
                .as(verdict.toString())
                .isEqualTo(event);
        assertThat(verdict.json().path("fault").path("expected").asString()).contains(expected);
    }

    private Connection superuser() throws SQLException, IOException {
        String password = Files.readString(vigie.data().resolve("secrets/postgres-superuser"))
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/report"
                        .formatted(vigie.program("postgres").port()),
                "vigie",
                password);
    }

    private static String table(Connection database, String name) throws SQLException {
        try (PreparedStatement query = database.prepareStatement("SELECT schema_name FROM public.projection_state");
                ResultSet schema = query.executeQuery()) {
            schema.next();
            return schema.getString(1) + "." + name;
        }
    }

    private static void change(Connection database, String statement) throws SQLException {
        try (PreparedStatement update = database.prepareStatement(statement)) {
            update.executeUpdate();
        }
    }

    private static void restore(Connection database, String history, String run) throws SQLException {
        change(database, "DELETE FROM " + history + " WHERE run_id = '" + run + "'");
        change(database, "INSERT INTO " + history + " SELECT * FROM public.kept");
    }
}
