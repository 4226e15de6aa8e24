package io.vigie.report.progress;

import io.vigie.report.details.TestResults;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/test-results/tests/:id/report/} of the third seed: the report of a test that was tried alone, as a page for a browser or a frame of one
 * (SC-34). The id is the test's, whose newest trial is shown, or a run's. The page is given in a sandbox: should anything of it ever run, it is not
 * as the user.
 */
@RestController
class TestReportController {

    private static final String POLICY =
            "sandbox allow-popups allow-popups-to-escape-sandbox allow-downloads; default-src 'none';"
                    + " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final MediaType PAGE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Reports reports;
    private final TestResults tests;

    TestReportController(Reports reports, TestResults tests) {
        this.reports = reports;
        this.tests = tests;
    }

    /** 200 with the page once the run has ended, 202 with what is known until then. */
    @Answers(
            called = "showTrialReport",
            statuses = {200, 202},
            media = "text/html")
    @GetMapping({"/api/test-results/tests/{id}/report/", "/api/test-results/tests/{id}/report"})
    ResponseEntity<String> report(@PathVariable("id") String id, Locale locale) {
        Reports.Standing standing = trial(id)
                .orElseThrow(() -> Refusal.notFound(Text.of("Rapport non trouvé", "Report not found"))
                        .named("report-not-found"));
        ReportRow row = standing.row();
        boolean ended = row.shownPhase().isTerminal();
        String test = row.onlyTest;
        Optional<String> page = test == null ? Optional.empty() : tests.document(row.runId, test, row.error, locale);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(ended ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .contentType(PAGE)
                .header("Content-Security-Policy", POLICY)
                .header("X-Frame-Options", "SAMEORIGIN")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(AsOf.LAG_HEADER, AsOf.header(standing.asOf().lag()));
        if (!ended) {
            answer.header(HttpHeaders.RETRY_AFTER, "2");
        }
        return answer.body(page.orElseGet(() -> waiting(locale)));
    }

    private Optional<Reports.Standing> trial(String id) {
        return reports.findTrial(id)
                .or(() -> RunIds.parse(id).flatMap(reports::findRow).filter(found -> found.row().onlyTest != null));
    }

    /** Nothing but the launch is known. */
    private static String waiting(Locale locale) {
        Text words = Text.of("Le test est en attente d'exécution.", "The test waits for its execution.");
        return "<!doctype html>\n<html lang=\"" + Text.of("fr", "en").in(locale)
                + "\"><meta charset=\"utf-8\"><title>Vigie</title><p>" + words.in(locale) + "</p></html>\n";
    }
}
