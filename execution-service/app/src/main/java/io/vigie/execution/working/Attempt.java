package io.vigie.execution.working;

import io.vigie.action.ActionBrokenException;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.attempt.AttemptEvent.ActionFinished;
import io.vigie.contracts.attempt.AttemptEvent.ArtifactStored;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.CasesFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.execution.variables.Resolver;
import io.vigie.execution.variables.Scope;
import io.vigie.execution.working.SliceRun.Environment;
import io.vigie.execution.working.TestRun.Verdict;
import io.vigie.execution.working.TimedCall.Late;
import io.vigie.execution.working.TimedCall.Returned;
import io.vigie.execution.working.TimedCall.Threw;
import io.vigie.storage.FileStorage.Stored;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at one test of a slice: everything about it is its own, and nothing of it is left when it has ended. */
final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private static final int MAX_TYPE = 200;
    private static final int MAX_OUTPUTS = 100;
    private static final int MAX_OUTPUT = 1_000;
    private static final int MAX_OUTPUT_CHARACTERS = 30_000;

    /** How long the archive of a working directory may take, or as long as an action where that is shorter. */
    private static final Duration KEEPING = Duration.ofMinutes(1);

    private final SliceRun run;
    private final SliceDispatched slice;
    private final SliceTest test;
    private final int number;
    private final Environment environment;
    private final Equipment equipment;
    private final SecretMask mask;
    private final LogBook book;
    private final Workspace workspace;
    private final AttemptNotes notes;
    private final Scope scope;
    private Deadline deadline = Deadline.in(Duration.ZERO);

    /** @param number of the attempt */
    Attempt(SliceRun run, SliceTest test, int number, Environment environment, Equipment equipment) {
        this.run = run;
        this.slice = run.slice();
        this.test = test;
        this.number = number;
        this.environment = environment;
        this.equipment = equipment;
        this.mask = environment.open().mask().copy();
        this.book = new LogBook(
                (firstLine, lines) -> run.log(
                        new LogSegment(slice.projectId(), slice.runId(), test.testId(), number, firstLine, lines)),
                mask,
                equipment.clock(),
                equipment.zone(),
                equipment.pace(),
                equipment.settings().maxLogLines());
        this.workspace =
                new Workspace(run.place(), this::copyFiles, note -> book.say(LogLevel.WARNING, note), run::drainNow);
        this.notes = new AttemptNotes(
                new Outlet(),
                mask,
                equipment.pace(),
                equipment.limits(),
                equipment.storage(),
                // With the worker's name: one that does not know yet that the slice is another's must not overwrite
                // anything.
                "runs/" + slice.runId() + "/" + test.testId() + "/" + number + "/" + equipment.workerId());
        this.scope = new Scope(environment.open().values(), environment.open().unreadable(), systemVariables());
    }

    /**
     * Runs it to its verdict, which has been reported when this returns.
     *
     * @throws InterruptedException when there is none, because the worker stops; what ran is to be handed back
     */
    Outcome run() throws InterruptedException {
        long began = System.nanoTime();
        run.report(new TestStarted(
                slice.projectId(),
                slice.runId(),
                equipment.workerId(),
                slice.slice(),
                test.testId(),
                number,
                equipment.clock().instant()));
        boolean ended = false;
        try {
            book.say(LogLevel.INFO, "Démarrage du test");
            sayWhatItMayNotHave();
            Verdict verdict = verdictOrStopped();
            keepWork(verdict.outcome());
            notes.close();
            LogBook.Closed closed = book.close();
            ended = true;
            run.report(new TestFinished(
                    slice.projectId(),
                    slice.runId(),
                    equipment.workerId(),
                    slice.slice(),
                    test.testId(),
                    number,
                    verdict.outcome(),
                    equipment.clock().instant(),
                    (System.nanoTime() - began) / 1_000_000,
                    verdict.message(),
                    outputs(),
                    closed.excerpt(),
                    closed.lines(),
                    closed.digest()));
            return verdict.outcome();
        } finally {
            try {
                if (!ended) {
                    breakOff();
                }
            } finally {
                workspace.wipe();
            }
        }
    }

    /** Said before it matters: the launch does not know how long this worker lets tests run. */
    private void sayWhatItMayNotHave() {
        Long asked = test.timeoutMillis();
        Duration allowed = equipment.settings().testTimeout(asked);
        if (asked != null && allowed.toMillis() < asked) {
            book.say(
                    LogLevel.WARNING,
                    "⚠️ Durée demandée : %s ; ce worker laisse %s au plus à un test"
                            .formatted(Deadline.shown(Duration.ofMillis(asked)), Deadline.shown(allowed)));
        }
    }

    /** Whatever refuses to be said does not keep the rest from being ended. */
    private void breakOff() {
        try {
            notes.close();
        } finally {
            try {
                book.say(
                        LogLevel.WARNING,
                        workspace.hasMoved()
                                ? "⏹️ Test interrompu : il sera repris avec d'autres ports"
                                : "⏹️ Test interrompu : son worker s'arrête, un autre le reprendra");
            } finally {
                book.close();
            }
        }
    }

    private Verdict verdictOrStopped() throws InterruptedException {
        try {
            Verdict verdict = verdictOrBroken();
            if (workspace.hasMoved()) {
                throw new InterruptedException();
            }
            return verdict;
        } catch (InterruptedException interrupted) {
            StopReason reason = run.stopped();
            if (reason == null || run.isAbandoned()) {
                throw interrupted;
            }
            book.say(
                    LogLevel.WARNING,
                    switch (reason) {
                        case CANCELLED -> "⏹️ Test arrêté : campagne annulée";
                        case TIMED_OUT -> "⏹️ Test arrêté : la campagne a dépassé sa durée";
                    });
            return new Verdict(
                    reason.outcome(),
                    switch (reason) {
                        case CANCELLED -> "Expected the test to end, but its run was cancelled.";
                        case TIMED_OUT -> "Expected the test to end, but its run was out of time.";
                    });
        }
    }

    /** A test that the worker itself stumbles over is broken; handed back, it would make the next worker stumble too. */
    private Verdict verdictOrBroken() throws InterruptedException {
        try {
            return verdict();
        } catch (RuntimeException | StackOverflowError ours) {
            StringWriter trace = new StringWriter();
            ours.printStackTrace(new PrintWriter(trace));
            log.error("Expected to run the test \"{}\", but:\n{}", test.testId(), mask.hide(trace.toString()));
            return broken("Expected to run the test, but the worker failed; its own log says more.");
        }
    }

    private Verdict broken(String message) {
        book.say(LogLevel.ERROR, "❌ " + message);
        TestRun.sayVerdict(book, Outcome.BROKEN);
        return new Verdict(Outcome.BROKEN, message);
    }

    private Verdict verdict() throws InterruptedException {
        String missing = environment.missing();
        if (missing != null) {
            return broken(missing);
        }
        Optional<TestDefinition> definition = run.definition(test);
        if (definition.isEmpty()) {
            return broken("Expected to find version %d of the test \"%s\", but it has not arrived."
                    .formatted(test.version(), test.testId()));
        }
        Deadline allowed = Deadline.in(equipment.settings().testTimeout(test.timeoutMillis()));
        deadline = allowed;
        definition.get().variables().forEach(variable -> scope.declare(variable.name(), variable.value()));
        return new TestRun(
                        definition.get(),
                        equipment,
                        scope,
                        workspace,
                        notes,
                        mask,
                        book,
                        run.origin().traceHeaders(),
                        run.stop(),
                        allowed,
                        equipment.settings().actionTimeout(test.timeoutMillis()),
                        run.place()::leave)
                .run((index, count, type, outcome, millis, message) -> run.report(new ActionFinished(
                        slice.projectId(),
                        slice.runId(),
                        equipment.workerId(),
                        slice.slice(),
                        test.testId(),
                        number,
                        index,
                        count,
                        Texts.cut(Texts.fit(mask.hide(type)), MAX_TYPE),
                        outcome,
                        millis,
                        message)));
    }

    private Map<String, Supplier<String>> systemVariables() {
        Map<String, Supplier<String>> variables = new HashMap<>();
        variables.put("test_id", test.testId()::value);
        variables.put("campain_id", slice.campaignId()::value);
        variables.put("worker", equipment.workerId()::value);
        variables.put("slot", () -> String.valueOf(run.place().number()));
        variables.put("work_dir", () -> workspace.directory().toString());
        variables.put("files_dir", () -> Interrupted.asUnchecked(this::filesDirectory));
        variables.put("media_dir", () -> workspace.slot().mediaDirectory().toString());
        variables.put("database_suffix", () -> workspace.slot().databaseSuffix());
        variables.put("port", () -> String.valueOf(workspace.slot().firstPort()));
        for (int port = 2; port <= equipment.settings().isolation().portsPerSlot(); port++) {
            int further = port - 1;
            variables.put("port_" + port, () -> String.valueOf(workspace.slot().firstPort() + further));
        }
        return variables;
    }

    /** Copied while a parameter is resolved, before any action has a time of its own. */
    private String filesDirectory() throws InterruptedException {
        return switch (timed("the copy of a campaign's files", workspace::filesDirectory, deadline.left())) {
            case Returned(Path directory) -> directory.toString();
            case Threw(RuntimeException refused) -> throw refused;
            case Threw(Throwable failed) -> throw new IllegalStateException(failed);
            case Late() -> throw new Deadline.Over();
        };
    }

    private <T> TimedCall.End<T> timed(String name, Callable<T> what, Duration limit) throws InterruptedException {
        return new TimedCall(name, run.stop(), run.place()::leave).run(what, limit);
    }

    private void copyFiles(Path directory) throws InterruptedException {
        if (slice.filesVersion() == 0) {
            return;
        }
        FilesCache files = equipment.files();
        if (files == null) {
            throw new ActionBrokenException("Expected the campaign's files, but this worker has no storage.");
        }
        CampaignFiles wanted = run.files()
                .orElseThrow(() -> new ActionBrokenException(
                        "Expected to find version %d of the campaign's files, but it has not arrived."
                                .formatted(slice.filesVersion())));
        files.copy(wanted, directory);
    }

    /** Keeps the working directory of a test that did not pass, if the launch asked for it and a test has used it. */
    private void keepWork(Outcome outcome) {
        if (!slice.keepFailedWork() || !outcome.isWorthRetrying() || !workspace.isUsed() || !notes.hasStorage()) {
            return;
        }
        Path archive = workspace.root().resolve("work.zip");
        Duration ofAction = equipment.settings().actionTimeout();
        Duration limit = ofAction.compareTo(KEEPING) < 0 ? ofAction : KEEPING;
        try {
            Optional<String> problem =
                    switch (timed("the archive of a working directory", () -> kept(archive), limit)) {
                        case Returned(Optional<String> refused) -> refused;
                        case Threw(Throwable failed) -> {
                            log.warn("Expected to keep the working directory, but could not.", failed);
                            yield Optional.of("il n'a pas pu être lu");
                        }
                        case Late() -> Optional.of("pas terminé en " + Deadline.shown(limit));
                    };
            problem.ifPresentOrElse(
                    why -> book.say(LogLevel.WARNING, "⚠️ Dossier de travail non conservé : " + why),
                    () -> book.say(LogLevel.INFO, "📦 Dossier de travail conservé: work.zip"));
        } catch (InterruptedException stopped) {
            // The verdict is there, and is worth more than the archive.
            book.say(LogLevel.WARNING, "⚠️ Dossier de travail non conservé : le worker s'arrête");
        }
    }

    /** @return why it was not kept, in French; empty when it was */
    private Optional<String> kept(Path archive) throws InterruptedException {
        try {
            WorkArchive.write(
                    SlotPlace.work(workspace.root()),
                    archive,
                    equipment.limits().artifactBytes());
            return notes.attachOwn("work.zip", "application/zip", archive)
                    ? Optional.empty()
                    : Optional.of("le stockage l'a refusé");
        } catch (WorkArchive.TooMuch large) {
            return Optional.of(String.valueOf(large.getMessage()));
        } catch (IOException unreadable) {
            log.warn("Expected to keep the working directory, but {}.", unreadable.toString());
            return Optional.of("il n'a pas pu être lu");
        }
    }

    private Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        int characters = 0;
        for (Map.Entry<String, @Nullable Object> variable : scope.own().entrySet()) {
            String name = Texts.fit(mask.hide(variable.getKey()));
            String value = Texts.cut(Texts.fit(mask.hide(Resolver.written(variable.getValue()))), MAX_OUTPUT);
            characters += name.length() + value.length();
            if (outputs.size() == MAX_OUTPUTS || characters > MAX_OUTPUT_CHARACTERS) {
                break;
            }
            outputs.put(name, value);
        }
        return outputs;
    }

    private final class Outlet implements AttemptNotes.Outlet {

        @Override
        public void cases(int first, List<CaseReport> cases) {
            run.report(new CasesFinished(
                    slice.projectId(),
                    slice.runId(),
                    equipment.workerId(),
                    slice.slice(),
                    test.testId(),
                    number,
                    first,
                    cases));
        }

        @Override
        public void artifact(int artifact, String name, String mediaType, Stored stored) {
            run.report(new ArtifactStored(
                    slice.projectId(),
                    slice.runId(),
                    equipment.workerId(),
                    slice.slice(),
                    test.testId(),
                    number,
                    artifact,
                    name,
                    mediaType,
                    stored.size(),
                    stored.sha256(),
                    stored.key()));
        }
    }
}
