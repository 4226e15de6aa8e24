package io.vigie.report.history;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code /api/rapports/:id/events}: the record of one run, event by event, as it was written. Forwards from {@code after}, or backwards from
 * {@code before}; in order either way. Limits out of range are clamped.
 */
@RestController
class EventController {

    static final int MAX_EVENTS = 1_000;
    private static final Text NO_REPORT = Text.of("Rapport non trouvé", "Report not found");

    private final History history;
    private final KnownRuns runs;
    private final AsOfs asOfs;

    EventController(History history, KnownRuns runs, AsOfs asOfs) {
        this.history = history;
        this.runs = runs;
        this.asOfs = asOfs;
    }

    @Answers(called = "listEvents")
    @GetMapping("/api/rapports/{id}/events")
    ResponseEntity<EventPage> list(
            @PathVariable("id") String id,
            @RequestParam(name = "test", required = false) @Nullable String test,
            @RequestParam(name = "attempt", required = false) @Nullable Integer attempt,
            @RequestParam(name = "actor", required = false) @Nullable String actor,
            @RequestParam(name = "type", required = false) @Nullable List<String> types,
            @RequestParam(name = "since", required = false) @Nullable String since,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @RequestParam(name = "after", required = false) @Nullable Long after,
            @RequestParam(name = "before", required = false) @Nullable Long before,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        UUID run = RunIds.required("id", id);
        EventFilter filter = new EventFilter(
                run,
                null,
                given(test),
                attempt,
                given(actor),
                EventTypes.named(types),
                Instants.given("since", since),
                Instants.given("until", until));
        Range range = new Range(after, before, Math.clamp(limit, 1, MAX_EVENTS));
        EventPage page = runs.find(run, head -> Optional.of(page(run, filter, range, asOfs.of(run, head.sequence()))))
                .orElseThrow(() -> Refusal.notFound(NO_REPORT).named("report-not-found"));
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    static @Nullable String given(@Nullable String parameter) {
        return parameter == null || parameter.isBlank() ? null : parameter.strip();
    }

    /** Which events by their numbers, both ends exclusive. */
    private record Range(@Nullable Long after, @Nullable Long before, int limit) {

        boolean isBackwards() {
            return before != null && after == null;
        }
    }

    private EventPage page(UUID run, EventFilter filter, Range range, AsOf asOf) {
        EventQuery query = EventQuery.select(History.COLUMNS, filter)
                .and("sequence > ?", range.after())
                .and("sequence < ?", range.before())
                .then(range.isBackwards() ? "ORDER BY sequence DESC" : "ORDER BY sequence", range.limit() + 1);
        List<History.Placed> found = new ArrayList<>(history.find(query));
        boolean more = found.size() > range.limit();
        if (more) {
            found.removeLast();
        }
        EventPage.Next next = more ? next(run, filter, range, found.getLast().sequence()) : null;
        if (range.isBackwards()) {
            Collections.reverse(found);
        }
        return new EventPage(
                found.stream().map(event -> new RecordedEvent(event.line())).toList(), next, asOf);
    }

    private static EventPage.Next next(UUID run, EventFilter filter, Range range, long last) {
        UriComponentsBuilder url = Urls.with(filter.ofRun(null), "/api/rapports/" + run + "/events");
        if (range.isBackwards()) {
            url.queryParam("before", last);
        } else {
            url.queryParam("after", last);
            if (range.before() != null) {
                url.queryParam("before", range.before());
            }
        }
        String address = Urls.text(url.queryParam("limit", range.limit()));
        return range.isBackwards() ? new EventPage.Next(null, last, address) : new EventPage.Next(last, null, address);
    }
}
