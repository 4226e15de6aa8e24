package io.vigie.report.progress;

import static java.util.stream.Collectors.joining;

import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.report.projection.RunIds;
import io.vigie.report.retention.Holds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/rapports}: lists, shows and removes reports. What a report says follows from history, so nobody writes one. */
@RestController
@RequestMapping("/api/rapports")
class ReportController {

    private static final Duration DELETION_PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> STATUSES = Set.of("pending", "running", "completed", "failed");
    private static final Text NOT_FOUND = Text.of("Rapport non trouvé", "Report not found");
    private static final Text STILL_RUNNING = Text.of(
            "Le rapport est en cours d'exécution : il pourra être supprimé une fois terminé",
            "The report is still running: it can be removed once it is finished");
    private static final Text HELD = Text.of(
            "Ce rapport est retenu et ne peut pas être supprimé : %s", "This report is held and cannot be removed: %s");
    private static final Text NEVER_WRITTEN = Text.of(
            "Un rapport ne se modifie pas : il découle de l'historique de son exécution",
            "A report cannot be written: it follows from the history of its run");

    private final Reports reports;
    private final DeletionRequests deletions;
    private final Holds holds;
    private final KnownRuns runs;
    private final ProjectionLag lag;

    ReportController(Reports reports, DeletionRequests deletions, Holds holds, KnownRuns runs, ProjectionLag lag) {
        this.reports = reports;
        this.deletions = deletions;
        this.holds = holds;
        this.runs = runs;
        this.lag = lag;
    }

    record Said(String message) {}

    @GetMapping
    ResponseEntity<Page<ListedReport>> list(
            @RequestParam(name = "campain_id", required = false) @Nullable String campaign,
            @RequestParam(name = "q", required = false) @Nullable String words,
            @Words({"pending", "running", "completed", "failed"})
                    @RequestParam(name = "status", required = false)
                    @Nullable
                    String status,
            @Words(of = RunKind.class) @RequestParam(name = "kind", required = false) @Nullable String kind,
            Paging paging) {
        Reports.Filter filter = new Reports.Filter(given(campaign), given(words), status(status), kind(kind));
        return ResponseEntity.ok().header(AsOf.LAG_HEADER, AsOf.header(lag)).body(reports.page(filter, paging));
    }

    private static @Nullable String given(@Nullable String parameter) {
        return parameter == null || parameter.isBlank() ? null : parameter.strip();
    }

    private static @Nullable String status(@Nullable String parameter) {
        String status = given(parameter);
        if (status == null || STATUSES.contains(status)) {
            return status;
        }
        String known = String.join(", ", STATUSES.stream().sorted().toList());
        throw Refusal.badRequest(
                        Text.of("Statut inconnu : %s", "Unknown status: %s").with(Fault.shown(status)))
                .at("status", Text.of("l'un de : %s", "one of: %s").with(known), Fault.shown(status))
                .named("unknown-status");
    }

    /** What people tried alone is not listed, unless it is asked for. */
    private static String kind(@Nullable String parameter) {
        String kind = given(parameter);
        if (kind == null) {
            return RunKind.CAMPAIGN.toString();
        }
        String known = Stream.of(RunKind.values()).map(RunKind::toString).collect(joining(", "));
        return Stream.of(RunKind.values())
                .map(RunKind::toString)
                .filter(kind::equals)
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest(Text.of("Genre inconnu : %s", "Unknown kind: %s")
                                .with(Fault.shown(kind)))
                        .at("kind", Text.of("l'un de : %s", "one of: %s").with(known), Fault.shown(kind))
                        .named("unknown-kind"));
    }

    @GetMapping("/{id}")
    ResponseEntity<ReportSummary.WithTests> show(
            @PathVariable("id") String id, @RequestParam(name = "at", required = false) @Nullable String at) {
        UUID run = RunIds.required("id", id);
        ReportSummary.WithTests report = reports.find(run, at).orElseThrow(ReportController::notFound);
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(report.asOf().lag()))
                .body(report);
    }

    @DeleteMapping("/{id}")
    @Answers(statuses = {200, 202})
    ResponseEntity<Said> delete(@PathVariable("id") String id, CurrentUser user, Locale locale) {
        UUID run = RunIds.required("id", id);
        ReportSummary report = reports.summary(run).orElseThrow(ReportController::notFound);
        if (report.result().equals("pending")) {
            throw Refusal.conflict(STILL_RUNNING).named("report-running");
        }
        holds.reasonFor(run, report.campainId()).ifPresent(reason -> {
            throw Refusal.conflict(HELD.with(Fault.shown(reason))).named("report-held");
        });
        deletions.request(RunId.of(run.toString()), user.id());
        return runs.awaitRemoval(run, DELETION_PATIENCE)
                ? ResponseEntity.ok(said("Rapport supprimé avec succès", "Report removed", locale))
                : ResponseEntity.status(HttpStatus.ACCEPTED)
                        .body(said("Suppression du rapport demandée", "Removal of the report requested", locale));
    }

    private static Said said(String fr, String en, Locale locale) {
        return new Said(Text.of(fr, en).in(locale));
    }

    @Answers(statuses = 405)
    @RequestMapping(method = {RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH})
    Said create() {
        throw neverWritten("GET");
    }

    @Answers(statuses = 405)
    @RequestMapping(
            path = "/{id}",
            method = {RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH})
    ResponseEntity<Said> change(@PathVariable("id") String id) {
        throw neverWritten("GET, DELETE");
    }

    private static Refusal neverWritten(String possible) {
        return Refusal.of(405, NEVER_WRITTEN)
                .at("method", Text.same(possible), Text.of("une écriture", "a write"))
                .named("report-not-writable");
    }

    private static Refusal notFound() {
        return Refusal.notFound(NOT_FOUND).named("report-not-found");
    }
}
