package io.vigie.contracts;

import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fixed example of every message of the catalogue: what the golden payloads are made of. */
public final class Samples {

    public static final ProjectId PROJECT = ProjectId.COMMON;
    public static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-000000000001");
    public static final CampaignId CAMPAIGN = CampaignId.of("6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10");
    public static final TestId TEST = TestId.of("0b7c9a52-8d5e-4a35-8f3c-0a4f6f1f2b21");
    public static final EnvironmentId ENVIRONMENT = EnvironmentId.of("f2a1d9c4-6c1e-4f0a-b2c3-5f8a7d6e9b30");
    public static final WorkerId WORKER = WorkerId.of("worker-1");
    public static final Instant AT = Instant.parse("2026-11-21T07:25:41.123Z");

    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String PUBLIC_KEY = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final String SIGNATURE =
            "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==";
    private static final RunOptions OPTIONS = new RunOptions(true, 1, 1, 30_000L, 3_600_000L, 4, false);
    private static final AttemptEvent.SlotLease SLOT = new AttemptEvent.SlotLease(
            "machine-1", 2, "/var/vigie/slots/2", 20_100, 20, "machine_1_w2", "/var/vigie/slots/2/media");
    private static final List<AttemptEvent.CaseReport> CASES = List.of(
            new AttemptEvent.CaseReport("tests/test_login.py", "test_ok", Outcome.PASSED, 12, null),
            new AttemptEvent.CaseReport("tests/test_login.py", "test_ko", Outcome.FAILED, 9, "assert 1 == 2"));
    private static final RunEvent.Progress HALF = RunEvent.Progress.of(1, 2);

    private static final List<CampaignEvent.Change> TEST_CHANGES = List.of(
            new CampaignEvent.Change("actions[1].value.url", "{{api_url}}/user", "{{api_url}}/users", false),
            new CampaignEvent.Change("retries", null, "2", false));

    private Samples() {}

    private static List<CampaignEvent.Change> changed(String field, @Nullable String before, @Nullable String after) {
        return List.of(new CampaignEvent.Change(field, before, after, false));
    }

    public static List<Message> all() {
        return List.of(
                new CampaignEvent.CampaignCreated(
                        PROJECT,
                        CAMPAIGN,
                        "Connexion",
                        "Les parcours de connexion",
                        changed("name", null, "Connexion")),
                new CampaignEvent.CampaignChanged(
                        PROJECT, CAMPAIGN, "Connexion", "", changed("name", "Connection", "Connexion")),
                new CampaignEvent.CampaignArchived(PROJECT, CAMPAIGN, changed("archived", null, "true")),
                new CampaignEvent.CampaignRestored(PROJECT, CAMPAIGN, changed("archived", "true", null)),
                new CampaignEvent.CampaignDeleted(PROJECT, CAMPAIGN, changed("name", "Connexion", null)),
                new CampaignEvent.CampaignFileAdded(
                        PROJECT,
                        CAMPAIGN,
                        1,
                        "clients.csv",
                        2_048,
                        DIGEST,
                        changed("files.clients.csv", null, "2048 bytes, SHA-256 " + DIGEST)),
                new CampaignEvent.CampaignFileRemoved(
                        PROJECT,
                        CAMPAIGN,
                        2,
                        "clients.csv",
                        changed("files.clients.csv", "2048 bytes, SHA-256 " + DIGEST, null)),
                new CampaignEvent.TestCreated(
                        PROJECT, CAMPAIGN, TEST, 1, "Se connecter", 1, changed("name", null, "Se connecter")),
                new CampaignEvent.TestChanged(PROJECT, CAMPAIGN, TEST, 2, "Se connecter", 1, TEST_CHANGES),
                new CampaignEvent.TestDeleted(PROJECT, CAMPAIGN, TEST, changed("name", "Se connecter", null)),
                new CampaignEvent.EnvironmentCreated(
                        PROJECT, ENVIRONMENT, "PRODUCTION", changed("name", null, "PRODUCTION")),
                new CampaignEvent.EnvironmentLimited(PROJECT, ENVIRONMENT, 4, changed("max_parallel", null, "4")),
                new CampaignEvent.EnvironmentDeleted(PROJECT, ENVIRONMENT, changed("name", "PRODUCTION", null)),
                new CampaignEvent.VariableDeclared(
                        PROJECT,
                        "api_url",
                        "L'adresse de l'API",
                        changed("variables.api_url.description", null, "L'adresse de l'API")),
                new CampaignEvent.VariableRetracted(
                        PROJECT, "api_url", changed("variables.api_url.description", "L'adresse de l'API", null)),
                new CampaignEvent.VariableDefined(
                        PROJECT,
                        ENVIRONMENT,
                        3,
                        "api_token",
                        true,
                        List.of(new CampaignEvent.Change(
                                "variables.api_token.value",
                                CampaignEvent.Change.HIDDEN,
                                CampaignEvent.Change.HIDDEN,
                                true))),
                new CampaignEvent.VariableRemoved(
                        PROJECT,
                        ENVIRONMENT,
                        4,
                        "api_token",
                        List.of(new CampaignEvent.Change(
                                "variables.api_token.value", CampaignEvent.Change.HIDDEN, null, true))),
                new CampaignEvent.UserCreated(
                        PROJECT,
                        "user-1",
                        "admin@example.com",
                        "Admin",
                        "admin",
                        changed("email", null, "admin@example.com")),
                new CampaignEvent.UserChanged(
                        PROJECT, "user-1", "admin@example.com", "Admin", "user", changed("role", "admin", "user")),
                new CampaignEvent.UserPasswordChanged(
                        PROJECT,
                        "user-1",
                        List.of(new CampaignEvent.Change(
                                "password", CampaignEvent.Change.HIDDEN, CampaignEvent.Change.HIDDEN, true))),
                new CampaignEvent.UserDeleted(PROJECT, "user-1", changed("email", "admin@example.com", null)),
                new CampaignEvent.WebhookCreated(
                        PROJECT,
                        "webhook-1",
                        "Salon de l'équipe",
                        "https://hooks.example.com/vigie",
                        List.of("testSuiteRun.finished"),
                        CAMPAIGN,
                        true,
                        changed("name", null, "Salon de l'équipe")),
                new CampaignEvent.WebhookChanged(
                        PROJECT,
                        "webhook-1",
                        "Salon de l'équipe",
                        "https://hooks.example.com/vigie",
                        List.of("testSuiteRun.finished", "testCaseRun.finished"),
                        null,
                        false,
                        changed("active", "true", "false")),
                new CampaignEvent.WebhookSecretRotated(
                        PROJECT,
                        "webhook-1",
                        AT,
                        List.of(new CampaignEvent.Change(
                                "secret", CampaignEvent.Change.HIDDEN, CampaignEvent.Change.HIDDEN, true))),
                new CampaignEvent.WebhookDeleted(PROJECT, "webhook-1", changed("name", "Salon de l'équipe", null)),
                new CampaignEvent.Launched(
                        PROJECT,
                        RUN,
                        RunKind.CAMPAIGN,
                        CAMPAIGN,
                        "Connexion",
                        "Octobre 2025 (1)",
                        ENVIRONMENT,
                        3,
                        "PRODUCTION",
                        2,
                        OPTIONS,
                        2,
                        1,
                        "admin@example.com",
                        AT),
                new CampaignEvent.PlanChunk(
                        PROJECT,
                        RUN,
                        1,
                        List.of(new CampaignEvent.PlannedTest(
                                1, 1, TEST, 2, "Se connecter", 2, 30_000L, false, "comptes", 1_200L))),
                new CampaignEvent.CancelRequested(PROJECT, RUN, "admin@example.com", AT),
                new CampaignEvent.ReportDeleted(PROJECT, RUN, changed("name", "Octobre 2025 (1)", null)),
                new CampaignEvent.ReportExpired(
                        PROJECT, RUN, List.of(Kept.LOGS, Kept.ARTIFACTS), CAMPAIGN, 2, List.of()),
                new CampaignEvent.ReportHeld(PROJECT, RUN, "Incident 4711", changed("hold", null, "Incident 4711")),
                new CampaignEvent.ReportReleased(PROJECT, RUN, changed("hold", "Incident 4711", null)),
                new CampaignEvent.CampaignHeld(PROJECT, CAMPAIGN, "Audit 2026", changed("hold", null, "Audit 2026")),
                new CampaignEvent.CampaignReleased(PROJECT, CAMPAIGN, changed("hold", "Audit 2026", null)),
                new CampaignEvent.RetentionSet(
                        PROJECT, null, 1, 7_776_000_000L, 2_592_000_000L, null, changed("runs", null, "PT2160H")),
                new CampaignEvent.RetentionUnset(PROJECT, CAMPAIGN, 3, changed("runs", "PT2160H", null)),
                new Definition.TestDefinition(
                        PROJECT,
                        CAMPAIGN,
                        TEST,
                        2,
                        "Se connecter",
                        "",
                        List.of(new Definition.ActionStep(
                                "HTTPRequestAction",
                                Map.of(
                                        "method",
                                        "POST",
                                        "url",
                                        "{{api_url}}/users",
                                        "body",
                                        Map.of("test_id", "{{test.test_id}}", "tags", List.of(1, true))))),
                        List.of(new Definition.TestVariable("user_id", null))),
                new Definition.EnvironmentDefinition(
                        PROJECT,
                        ENVIRONMENT,
                        3,
                        "PRODUCTION",
                        List.of(
                                new Definition.EnvironmentVariable("api_url", "https://api.example.com", false),
                                new Definition.EnvironmentVariable("api_token", "c2VhbGVk", true)),
                        "d3JhcHBlZA=="),
                new Definition.CampaignFiles(
                        PROJECT, CAMPAIGN, 1, List.of(new Definition.CampaignFile("clients.csv", 2_048, DIGEST))),
                new Definition.WebhookDefinition(
                        PROJECT,
                        "webhook-1",
                        3,
                        "Salon de l'équipe",
                        "https://hooks.example.com/vigie",
                        List.of("testSuiteRun.finished", "testCaseRun.finished"),
                        CAMPAIGN,
                        true,
                        false,
                        AT,
                        "d3JhcHBlZA==",
                        List.of(
                                new Definition.WebhookSecret("c2VhbGVk", null),
                                new Definition.WebhookSecret("c2VhbGVkIGJlZm9yZQ==", AT))),
                new Definition.ActionDefinition(
                        PROJECT,
                        "pause",
                        List.of(),
                        new Definition.Label("Pause", "Pause"),
                        new Definition.Label("Attend.", "Waits."),
                        List.of(new Definition.Parameter(
                                "duration",
                                "number",
                                new Definition.Label("Durée", "Duration"),
                                new Definition.Label("En secondes", "In seconds"),
                                true,
                                1,
                                List.of(),
                                BigDecimal.ZERO,
                                BigDecimal.valueOf(300),
                                List.of(),
                                false)),
                        List.of(new Definition.Output(
                                "waited", "number", new Definition.Label("Attendu", "Time waited"))),
                        null,
                        List.of(new Definition.Example(
                                new Definition.Label("Une seconde", "One second"), Map.of("duration", 1)))),
                new CommandMessage.LaunchCampaign(
                        PROJECT, CAMPAIGN.value(), "Octobre 2025", "PRODUCTION", true, null, 1, 30_000L, null, null),
                new CommandMessage.CancelRun(PROJECT, RUN.value()),
                new CommandMessage.DeleteReport(PROJECT, RUN.value()),
                new CommandMessage.ExpireReport(PROJECT, RUN.value(), List.of(Kept.RUN), CAMPAIGN.value(), 2L),
                new CommandReply.LaunchAccepted(PROJECT, "command-1", RUN),
                new CommandReply.CancelAccepted(PROJECT, "command-3", RUN),
                new CommandReply.ReportDeletionAccepted(PROJECT, "command-2", RUN),
                new CommandReply.ReportExpiryAccepted(PROJECT, "command-4", RUN),
                new CommandReply.CommandRefused(
                        PROJECT,
                        "command-1",
                        "name-taken",
                        "Un rapport avec ce nom existe déjà",
                        List.of(new CommandReply.Problem("$.name", "a name that no report has", "Octobre 2025"))),
                new TaskMessage.SliceDispatched(
                        PROJECT,
                        RUN,
                        CAMPAIGN,
                        1,
                        ENVIRONMENT,
                        3,
                        2,
                        true,
                        false,
                        List.of(new TaskMessage.SliceTest(TEST, 2, 1, 2, 30_000L, false)),
                        AT),
                new TaskMessage.RunStopped(PROJECT, RUN, StopReason.CANCELLED, AT),
                new TaskMessage.RunHalted(PROJECT, RUN, AT),
                new TaskMessage.SliceRevoked(PROJECT, RUN, 1, WORKER, AT),
                new TaskMessage.SliceExtended(
                        PROJECT,
                        RUN,
                        1,
                        WORKER,
                        TestId.of("0b7c9a52-8d5e-4a35-8f3c-0a4f6f1f2b20"),
                        List.of(new TaskMessage.SliceTest(TEST, 2, 1, 2, 30_000L, false)),
                        AT),
                new PermitMessage.PermitAsked(PROJECT, ENVIRONMENT, RUN, 1, 4),
                new PermitMessage.PermitReleased(PROJECT, ENVIRONMENT, RUN, 1),
                new PermitMessage.PermitGranted(PROJECT, ENVIRONMENT, RUN, 1),
                new PermitMessage.PermitDelayed(PROJECT, ENVIRONMENT, RUN, 1),
                new AttemptEvent.SliceAccepted(PROJECT, RUN, WORKER, 1, SLOT, AT),
                new AttemptEvent.Heartbeat(PROJECT, RUN, WORKER, List.of(1L), AT),
                new AttemptEvent.TestStarted(PROJECT, RUN, WORKER, 1, TEST, 1, AT),
                new AttemptEvent.ActionFinished(
                        PROJECT, RUN, WORKER, 1, TEST, 1, 1, 1, "http", Outcome.PASSED, 12, null),
                new AttemptEvent.TestFinished(
                        PROJECT,
                        RUN,
                        WORKER,
                        1,
                        TEST,
                        1,
                        Outcome.FAILED,
                        AT,
                        15,
                        "Expected status 201, but found 500.",
                        Map.of("user_id", "200"),
                        "[07:25:41] Démarrage du test\n[07:25:41] ❌ Test échoué",
                        2,
                        DIGEST),
                new AttemptEvent.CasesFinished(PROJECT, RUN, WORKER, 1, TEST, 1, 1, CASES),
                new AttemptEvent.ArtifactStored(
                        PROJECT,
                        RUN,
                        WORKER,
                        1,
                        TEST,
                        1,
                        1,
                        "trace.zip",
                        "application/zip",
                        4_096,
                        DIGEST,
                        "runs/" + RUN + "/" + TEST + "/1/1"),
                new AttemptEvent.SliceReturned(
                        PROJECT, RUN, WORKER, 1, AttemptEvent.SliceReturned.Reason.STOPPED_ON_FAILURE, List.of(TEST)),
                new RunEvent.RunStarted(
                        PROJECT,
                        RUN,
                        RunKind.CAMPAIGN,
                        CAMPAIGN,
                        "Connexion",
                        "Octobre 2025 (1)",
                        ENVIRONMENT,
                        3,
                        "PRODUCTION",
                        2,
                        OPTIONS,
                        2,
                        "admin@example.com",
                        AT,
                        AT),
                new RunEvent.TestQueued(
                        PROJECT, RUN, TEST, 1, 2, "Se connecter", 1, RunEvent.QueueReason.PLANNED, false),
                new RunEvent.SliceStarted(PROJECT, RUN, 1, 1, WORKER, SLOT, AT),
                new RunEvent.SliceEnded(PROJECT, RUN, 1, WORKER, RunEvent.SliceEnd.COMPLETED, AT),
                new RunEvent.TestStarted(PROJECT, RUN, TEST, 1, WORKER, AT),
                new RunEvent.ActionFinished(PROJECT, RUN, TEST, 1, 1, 1, "http", Outcome.PASSED, 12, null),
                new RunEvent.CasesFinished(PROJECT, RUN, TEST, 1, 1, CASES),
                new RunEvent.ArtifactStored(
                        PROJECT,
                        RUN,
                        TEST,
                        1,
                        1,
                        "trace.zip",
                        "application/zip",
                        4_096,
                        DIGEST,
                        "runs/" + RUN + "/" + TEST + "/1/1"),
                new RunEvent.AttemptFinished(
                        PROJECT,
                        RUN,
                        TEST,
                        1,
                        Outcome.FAILED,
                        AT,
                        15,
                        "Expected status 201, but found 500.",
                        Map.of("user_id", "200"),
                        "[07:25:41] Démarrage du test\n[07:25:41] ❌ Test échoué",
                        2,
                        DIGEST),
                new RunEvent.RunCancelling(PROJECT, RUN, StopReason.CANCELLED, "admin@example.com", AT),
                new RunEvent.TestFinished(
                        PROJECT,
                        RUN,
                        TEST,
                        1,
                        Outcome.FAILED,
                        AT,
                        15,
                        "Expected status 201, but found 500.",
                        Map.of("user_id", "200"),
                        "[07:25:41] Démarrage du test\n[07:25:41] ❌ Test échoué",
                        2,
                        DIGEST,
                        false,
                        HALF),
                new RunEvent.TestSkipped(
                        PROJECT,
                        RUN,
                        TEST,
                        RunEvent.SkipReason.STOPPED_ON_FAILURE,
                        "Test ignoré après un échec précédent",
                        RunEvent.Progress.of(2, 2)),
                new RunEvent.AttemptLost(PROJECT, RUN, TEST, 1, WORKER, AT),
                new RunEvent.RunFinished(
                        PROJECT,
                        RUN,
                        Outcome.FAILED,
                        RunEvent.Counts.NONE.plus(Outcome.FAILED, false).plus(Outcome.SKIPPED, false),
                        AT,
                        1_500),
                new RunEvent.RunFailed(PROJECT, RUN, "The plan is incomplete.", RunEvent.Counts.NONE, AT, 1_500),
                new AuditMessage.KeyIntroduced(PROJECT, 1, "0".repeat(64), PUBLIC_KEY, DIGEST, AT, DIGEST, SIGNATURE),
                new AuditMessage.Checkpoint(
                        PROJECT,
                        2,
                        DIGEST,
                        1,
                        1,
                        List.of(new AuditMessage.Head(RUN, 14, DIGEST, AuditMessage.HeadState.FINISHED)),
                        List.of(new AuditMessage.ReadUpTo(0, 15)),
                        AT,
                        DIGEST,
                        SIGNATURE),
                new AuditMessage.Tombstone(
                        PROJECT,
                        3,
                        DIGEST,
                        RUN,
                        14,
                        DIGEST,
                        RunEvent.Counts.NONE.plus(Outcome.FAILED, false),
                        2,
                        AuditMessage.DeletionReason.RETENTION_POLICY,
                        null,
                        AT,
                        List.of(Kept.RUN),
                        CAMPAIGN,
                        2L,
                        7L,
                        DIGEST,
                        SIGNATURE),
                new AuditMessage.DecisionsCheckpoint(
                        PROJECT,
                        4,
                        DIGEST,
                        List.of(new AuditMessage.DecisionsHead(PROJECT, 7, DIGEST, AuditMessage.HeadState.RUNNING)),
                        List.of(new AuditMessage.ReadUpTo(0, 8)),
                        AT,
                        DIGEST,
                        SIGNATURE),
                new LogEvent.LogSegment(
                        PROJECT,
                        RUN,
                        TEST,
                        1,
                        1,
                        List.of(new LogEvent.LogLine(AT, LogEvent.LogLevel.INFO, "Démarrage du test"))));
    }

    public static <M extends Message> Envelope<M> envelope(M message) {
        return Envelope.of("event-1", "/vigie/sample", AT, RUN.value(), message)
                .correlatedWith("command-1")
                .causedBy("event-0")
                .by("admin@example.com")
                .tracedBy("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
}
