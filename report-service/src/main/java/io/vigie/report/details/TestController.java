package io.vigie.report.details;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/rapports/:id/tests}: what is inside a report, in parts that a page can show. Limits out of range are clamped. */
@RestController
@RequestMapping("/api/rapports/{id}/tests")
class TestController {

    private static final int MAX_TESTS = 1_000;
    private static final int MAX_LINES = 1_000;
    private static final Text NO_REPORT = Text.of("Rapport non trouvé", "Report not found");
    private static final Text NO_TEST = Text.of("Test non trouvé dans ce rapport", "Test not found in this report");

    private final TestResults results;

    TestController(TestResults results) {
        this.results = results;
    }

    /** Without {@code logs}, whose text is empty then, a thousand tests are a short answer. */
    @GetMapping
    @Answers(called = "listReportTests")
    ResponseEntity<TestPage> list(
            @PathVariable("id") String id,
            @RequestParam(name = "after", defaultValue = "0") int after,
            @RequestParam(name = "limit", defaultValue = "100") int limit,
            @Words({"pending", "running", "passed", "failed", "skipped"})
                    @RequestParam(name = "status", required = false)
                    @Nullable
                    String status,
            @RequestParam(name = "logs", defaultValue = "true") boolean logs,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        UUID run = RunIds.required("id", id);
        TestPage page = results.find(run, Math.max(0, after), Math.clamp(limit, 1, MAX_TESTS), known(status), logs, at)
                .orElseThrow(() -> Refusal.notFound(NO_REPORT).named("report-not-found"));
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    private static @Nullable String known(@Nullable String status) {
        if (status == null || status.isBlank()) {
            return null;
        }
        if (TestStatus.ALL.contains(status)) {
            return status;
        }
        String words = String.join(", ", TestStatus.ALL.stream().sorted().toList());
        throw Refusal.badRequest(
                        Text.of("Statut inconnu : %s", "Unknown status: %s").with(Fault.shown(status)))
                .at("status", Text.of("l'un de : %s", "one of: %s").with(words), Fault.shown(status))
                .named("unknown-status");
    }

    @GetMapping("/{test}")
    @Answers(called = "showReportTest")
    ResponseEntity<TestDetail> show(
            @PathVariable("id") String id,
            @PathVariable("test") String test,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        TestDetail detail = results.find(RunIds.required("id", id), test, at).orElseThrow(TestController::notFound);
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(detail.asOf().lag()))
                .body(detail);
    }

    @GetMapping("/{test}/logs")
    @Answers(called = "listLogLines")
    ResponseEntity<LogPage> logs(
            @PathVariable("id") String id,
            @PathVariable("test") String test,
            @RequestParam(name = "attempt", required = false) @Nullable Integer attempt,
            @RequestParam(name = "after", defaultValue = "0") int after,
            @RequestParam(name = "limit", defaultValue = "200") int limit,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        LogPage page = results.logs(
                        RunIds.required("id", id),
                        test,
                        attempt,
                        Math.max(0, after),
                        Math.clamp(limit, 1, MAX_LINES),
                        at)
                .orElseThrow(TestController::notFound);
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    private static Refusal notFound() {
        return Refusal.notFound(NO_TEST).named("test-not-found");
    }
}
