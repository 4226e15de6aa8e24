package io.vigie.report.history;

import static io.vigie.report.history.EventController.given;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.identity.AdminOnly;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/history}: events of all runs, the newest first, for those who look into what happened. Administrators only. */
@RestController
@AdminOnly
class HistoryController {

    private final History history;
    private final ProjectionSchemas schemas;
    private final ProjectionLag lag;

    HistoryController(History history, ProjectionSchemas schemas, ProjectionLag lag) {
        this.history = history;
        this.schemas = schemas;
        this.lag = lag;
    }

    @Answers(called = "listEventsOfAllRuns")
    @GetMapping("/api/history")
    ResponseEntity<HistoryPage> list(
            @RequestParam(name = "run", required = false) @Nullable String run,
            @RequestParam(name = "project", required = false) @Nullable String project,
            @RequestParam(name = "test", required = false) @Nullable String test,
            @RequestParam(name = "attempt", required = false) @Nullable Integer attempt,
            @RequestParam(name = "actor", required = false) @Nullable String actor,
            @RequestParam(name = "type", required = false) @Nullable List<String> types,
            @RequestParam(name = "since", required = false) @Nullable String since,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @RequestParam(name = "before", required = false) @Nullable String before,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        String one = given(run);
        EventFilter filter = new EventFilter(
                one == null ? null : RunIds.required("run", one),
                given(project),
                given(test),
                attempt,
                given(actor),
                EventTypes.named(types),
                Instants.given("since", since),
                Instants.given("until", until));
        String cursor = given(before);
        Place place = cursor == null ? null : Place.parse(cursor);
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(lag))
                .body(schemas.read(() -> page(filter, place, Math.clamp(limit, 1, EventController.MAX_EVENTS))));
    }

    private HistoryPage page(EventFilter filter, @Nullable Place before, int limit) {
        EventQuery query = EventQuery.select(History.COLUMNS, filter);
        if (before != null) {
            query.and(
                    "(at, run_id, sequence) < (?, ?, ?)",
                    List.of(Timestamp.from(before.at()), before.run(), before.sequence()));
        }
        List<History.Placed> found =
                new ArrayList<>(history.find(query.then("ORDER BY at DESC, run_id DESC, sequence DESC", limit + 1)));
        boolean more = found.size() > limit;
        if (more) {
            found.removeLast();
        }
        return new HistoryPage(
                found.stream().map(event -> new RecordedEvent(event.line())).toList(),
                more ? next(filter, Place.of(found.getLast()), limit) : null);
    }

    private static HistoryPage.Next next(EventFilter filter, Place last, int limit) {
        return new HistoryPage.Next(
                last.toString(),
                Urls.text(Urls.with(filter, "/api/history")
                        .queryParam("before", last.toString())
                        .queryParam("limit", limit)));
    }

    /** Where an event stands among all of all runs: by time, to the microsecond that the database keeps, then by run and number. */
    private record Place(Instant at, UUID run, long sequence) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,17})\\.([0-9a-f-]{36})\\.(\\d{1,18})");

        static Place of(History.Placed event) {
            return new Place(event.at(), event.run(), event.sequence());
        }

        static Place parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw malformed(text);
            }
            return new Place(
                    Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                    RunIds.parse(form.group(2)).orElseThrow(() -> malformed(text)),
                    Long.parseLong(form.group(3)));
        }

        private static Refusal malformed(String text) {
            return Refusal.badRequest(Text.of("Curseur invalide : %s", "Invalid cursor: %s")
                            .with(Fault.shown(text)))
                    .named("malformed-cursor");
        }

        @Override
        public String toString() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + run + "." + sequence;
        }
    }
}
