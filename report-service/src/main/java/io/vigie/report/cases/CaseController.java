package io.vigie.report.cases;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/rapports/:id/tests/:test/cases}: what a real test runner found, in parts. Limits out of range are clamped. */
@RestController
class CaseController {

    private static final int MAX_CASES = 1_000;
    private static final List<String> OUTCOMES = List.of("broken", "failed", "passed", "skipped");
    private static final Text NO_TEST = Text.of("Test non trouvé dans ce rapport", "Test not found in this report");

    private final Cases cases;

    CaseController(Cases cases) {
        this.cases = cases;
    }

    @Answers(called = "listCases")
    @GetMapping("/api/rapports/{id}/tests/{test}/cases")
    ResponseEntity<CasePage> list(
            @PathVariable("id") String id,
            @PathVariable("test") String test,
            @RequestParam(name = "attempt", required = false) @Nullable Integer attempt,
            @RequestParam(name = "after", defaultValue = "0") int after,
            @RequestParam(name = "limit", defaultValue = "100") int limit,
            @Words({"broken", "failed", "passed", "skipped"})
                    @RequestParam(name = "outcome", required = false)
                    @Nullable
                    String outcome,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        CasePage page = cases.page(
                        RunIds.required("id", id),
                        test,
                        attempt,
                        Math.max(0, after),
                        Math.clamp(limit, 1, MAX_CASES),
                        known(outcome),
                        at)
                .orElseThrow(() -> Refusal.notFound(NO_TEST).named("test-not-found"));
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    private static @Nullable String known(@Nullable String outcome) {
        if (outcome == null || outcome.isBlank()) {
            return null;
        }
        if (OUTCOMES.contains(outcome)) {
            return outcome;
        }
        throw Refusal.badRequest(
                        Text.of("Issue inconnue : %s", "Unknown outcome: %s").with(Fault.shown(outcome)))
                .at(
                        "outcome",
                        Text.of("l'une de : %s", "one of: %s").with(String.join(", ", OUTCOMES)),
                        Fault.shown(outcome))
                .named("unknown-outcome");
    }
}
