package io.vigie.report.progress;

import io.vigie.contracts.RunKind;
import io.vigie.report.audit.decisions.People;
import io.vigie.report.cases.Cases;
import io.vigie.report.details.TestResults;
import io.vigie.report.history.Moment;
import io.vigie.report.history.Moments;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.RunIds;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;

/** Reads reports, each answer from one snapshot. */
@Service
class Reports {

    /** How many tests a report shows at once. */
    static final int TESTS_INLINE = 1_000;

    private static final String TRIAL = RunKind.TRIAL.toString();

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Order.desc("launchedAt"), Sort.Order.desc("runId"));

    private final ProjectionSchemas schemas;
    private final ReportRows rows;
    private final EarlierReports earlier;
    private final Moments moments;
    private final KnownRuns runs;
    private final TestResults tests;
    private final Cases cases;
    private final People people;
    private final AsOfs asOfs;

    Reports(
            ProjectionSchemas schemas,
            ReportRows rows,
            EarlierReports earlier,
            Moments moments,
            KnownRuns runs,
            TestResults tests,
            Cases cases,
            People people,
            AsOfs asOfs) {
        this.schemas = schemas;
        this.rows = rows;
        this.earlier = earlier;
        this.moments = moments;
        this.runs = runs;
        this.tests = tests;
        this.cases = cases;
        this.people = people;
        this.asOfs = asOfs;
    }

    /** What a list of reports is narrowed to; an absent part narrows nothing. */
    record Filter(
            @Nullable String campaign,
            @Nullable String words,
            @Nullable String status,
            @Nullable String kind) {}

    Page<ListedReport> page(Filter filter, Paging paging) {
        return schemas.read(() -> {
            long total = rows.count(matching(filter));
            Paging here = paging.within(total);
            List<ReportRow> found = rows
                    .findBy(
                            matching(filter),
                            query -> query.sortBy(NEWEST_FIRST)
                                    .slice(PageRequest.of(here.page() - 1, here.size(), NEWEST_FIRST)))
                    .stream()
                    .toList();
            AsOfs.OfRun asOf = asOfs.ofMany();
            People.Names names = people.named(found.stream()
                    .flatMap(row -> ReportSummary.people(row.state()))
                    .toList());
            return Page.of(found, here, total)
                    .map(row -> new ListedReport(
                            ReportSummary.of(row.runId, row.state(), names), asOf.of(row.runId, row.sequence)));
        });
    }

    private static Specification<ReportRow> matching(Filter filter) {
        return (report, query, where) -> {
            List<Predicate> all = new ArrayList<>();
            all.add(where.isNotNull(report.get("name")));
            String kind = filter.kind();
            if (kind != null) {
                all.add(where.equal(report.get("kind"), kind));
            }
            String campaign = filter.campaign();
            if (campaign != null) {
                all.add(where.equal(report.get("campaignId"), campaign));
            }
            String status = filter.status();
            if (status != null) {
                all.add(where.equal(report.get("status"), status));
            }
            String words = filter.words();
            if (words != null) {
                String pattern = "%"
                        + words.toLowerCase(Locale.ROOT)
                                .replace("\\", "\\\\")
                                .replace("%", "\\%")
                                .replace("_", "\\_")
                        + "%";
                all.add(where.or(
                        where.like(where.lower(report.get("name")), pattern, '\\'),
                        where.like(where.lower(report.get("campaignName")), pattern, '\\')));
            }
            return where.and(all);
        };
    }

    /** One report with its first tests; a run that was launched just now is waited for. @param moment whose answer is wanted, or now */
    Optional<ReportSummary.WithTests> find(UUID run, @Nullable String moment) {
        return runs.find(run, head -> withTests(run, moments.of(head, moment)));
    }

    private Optional<ReportSummary.WithTests> withTests(UUID run, @Nullable Moment at) {
        return rows.findByRunIdAndNameIsNotNull(run).map(row -> {
            ReportState now = row.state();
            ReportState then = at == null ? now : earlier.asOf(run, now, at);
            TestResults.Slice slice = tests.slice(run, 0, TESTS_INLINE, null, at);
            return new ReportSummary.WithTests(
                    ReportSummary.of(run, then, namesIn(then)),
                    cases.ofRun(run, at).orElse(null),
                    slice.tests(),
                    slice.next(),
                    at,
                    asOfs.of(run, row.sequence));
        });
    }

    /** The row of a report, with the names of those whom it tells of, and up to where it goes. */
    record Standing(ReportRow row, People.Names names, AsOf asOf) {}

    /** The row of one report; a run that was launched just now is waited for. */
    Optional<Standing> findRow(UUID run) {
        return runs.find(run, head -> rows.findByRunIdAndNameIsNotNull(run).map(this::standing));
    }

    /** The trial with this id, or else the newest one of the test with this id. Nobody waits. */
    Optional<Standing> findTrial(String id) {
        return schemas.read(() -> RunIds.parse(id)
                .flatMap(run -> rows.findByRunIdAndKindAndNameIsNotNull(run, TRIAL))
                .or(() -> rows.findFirstByKindAndOnlyTestAndNameIsNotNullOrderByLaunchedAtDesc(TRIAL, id))
                .map(this::standing));
    }

    private Standing standing(ReportRow row) {
        return new Standing(row, namesIn(row.state()), asOfs.of(row.runId, row.sequence));
    }

    private People.Names namesIn(ReportState state) {
        return people.named(ReportSummary.people(state).toList());
    }

    /** Where a run stands, without its tests. */
    Optional<ReportSummary> summary(UUID run) {
        return schemas.read(() -> rows.findByRunIdAndNameIsNotNull(run)
                .map(row -> ReportSummary.of(row.runId, row.state(), namesIn(row.state()))));
    }
}
