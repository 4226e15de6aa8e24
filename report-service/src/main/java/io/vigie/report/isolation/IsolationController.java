package io.vigie.report.isolation;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Refusal;
import java.util.concurrent.Semaphore;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who held which slot: {@code /api/rapports/:id/slices} of one run, and {@code /api/isolation}, which looks for slots that shared anything. */
@RestController
class IsolationController {

    private static final int MAX_SLICES = 1_000;
    private static final Text NO_REPORT = Text.of("Rapport non trouvé", "Report not found");

    private static final Text BUSY = Text.of(
            "Un audit de l'isolation est déjà en cours. Veuillez réessayer.",
            "An isolation audit is under way already. Please try again.");

    private final Slices slices;
    private final ProjectionLag lag;

    /** An audit reads every slice there is: several at once would leave no connection for anybody else. */
    private final Semaphore oneAtATime = new Semaphore(1);

    IsolationController(Slices slices, ProjectionLag lag) {
        this.slices = slices;
        this.lag = lag;
    }

    @Answers(called = "listSlices")
    @GetMapping("/api/rapports/{id}/slices")
    ResponseEntity<Slices.SlicePage> list(
            @PathVariable("id") String id,
            @RequestParam(name = "after", defaultValue = "-1") long after,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        Slices.SlicePage page = slices.page(RunIds.required("id", id), after, Math.clamp(limit, 1, MAX_SLICES))
                .orElseThrow(() -> Refusal.notFound(NO_REPORT).named("report-not-found"));
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    @GetMapping("/api/isolation")
    ResponseEntity<IsolationAudit.Findings> audit() {
        if (!oneAtATime.tryAcquire()) {
            throw Refusal.of(429, BUSY).named("audit-under-way");
        }
        try {
            return ResponseEntity.ok().header(AsOf.LAG_HEADER, AsOf.header(lag)).body(slices.audit());
        } finally {
            oneAtATime.release();
        }
    }
}
