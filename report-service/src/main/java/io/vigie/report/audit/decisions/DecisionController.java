package io.vigie.report.audit.decisions;

import io.vigie.contracts.ProjectId;
import io.vigie.report.audit.checkpoints.LedgerRows;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.identity.AdminOnly;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/audit}: who decided what, the newest first; and {@code /api/audit/history}, the same as a file whose chain anybody can verify. Administrators
 * only: it names people, and shows what things were before.
 */
@RestController
@AdminOnly
class DecisionController {

    private static final String LINES_OF_JSON = "application/x-ndjson";
    private static final int MAX_DECISIONS = 500;
    private static final int LINES_AT_ONCE = 100;

    /** How long what is signed already may take to be folded. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Decisions decisions;
    private final LedgerRows ledger;
    private final ProjectionLag lag;

    DecisionController(Decisions decisions, LedgerRows ledger, ProjectionLag lag) {
        this.decisions = decisions;
        this.ledger = ledger;
        this.lag = lag;
    }

    @Answers(called = "listDecisions")
    @GetMapping("/api/audit")
    ResponseEntity<DecisionPage> list(
            @RequestParam(name = "actor", required = false) @Nullable String actor,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "type", required = false) @Nullable List<String> types,
            @RequestParam(name = "since", required = false) @Nullable String since,
            @RequestParam(name = "until", required = false) @Nullable String until,
            @RequestParam(name = "before", required = false) @Nullable Long before,
            @RequestParam(name = "limit", defaultValue = "100") int limit) {
        List<String> words = types == null
                ? List.of()
                : types.stream()
                        .filter(word -> !word.isBlank())
                        .map(String::strip)
                        .toList();
        int most = Math.clamp(limit, 1, MAX_DECISIONS);
        Decisions.Wanted wanted = new Decisions.Wanted(
                ProjectId.COMMON,
                given(actor),
                given(subject),
                DecisionTypes.named(words),
                instant("since", given(since)),
                instant("until", given(until)),
                before);
        List<DecisionPage.Shown> found = decisions.find(wanted, most + 1);
        boolean more = found.size() > most;
        List<DecisionPage.Shown> shown = more ? found.subList(0, most) : found;
        DecisionPage.Next next = more ? next(wanted, words, shown.getLast().sequence(), most) : null;
        return ResponseEntity.ok().header(AsOf.LAG_HEADER, waiting()).body(new DecisionPage(shown, next));
    }

    private static DecisionPage.Next next(Decisions.Wanted wanted, List<String> words, long last, int limit) {
        StringBuilder url = new StringBuilder("/api/audit?before=" + last + "&limit=" + limit);
        add(url, "actor", wanted.actor());
        add(url, "subject", wanted.subject());
        words.forEach(word -> add(url, "type", word));
        add(url, "since", wanted.since());
        add(url, "until", wanted.until());
        return new DecisionPage.Next(last, url.toString());
    }

    private static void add(StringBuilder url, String name, @Nullable Object value) {
        if (value != null) {
            url.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    private static @Nullable String given(@Nullable String parameter) {
        return parameter == null || parameter.isBlank() ? null : parameter.strip();
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw Refusal.badRequest(Text.of("Instant invalide : %s", "Invalid instant: %s")
                            .with(Fault.shown(text)))
                    .at(
                            name,
                            Text.of(
                                    "un instant tel que 2026-11-21T07:25:41Z",
                                    "an instant such as 2026-11-21T07:25:41Z"),
                            Fault.shown(text))
                    .named("malformed-instant");
        }
    }

    private String waiting() {
        OptionalLong total = lag.total();
        return AsOf.header(total.isPresent() ? Long.valueOf(total.getAsLong()) : null);
    }

    /**
     * From the first decision on, one a line; then what vouches for them. A number that is missing ends the file as long as records wait to be folded, since it may be among them;
     * when none waits it is left out, and whoever verifies the file finds that it is.
     */
    @Answers(called = "downloadDecisions", media = LINES_OF_JSON)
    @GetMapping("/api/audit/history")
    void download(HttpServletResponse response) throws IOException {
        // First how far they are signed, then the decisions: of what is signed and not yet folded nothing is told.
        long signed = ledger.decisionsSignedUpTo(ProjectId.COMMON.value());
        decisions.await(ProjectId.COMMON, signed, PATIENCE);
        boolean complete = lag.total().orElse(-1) == 0;
        List<Decisions.Line> lines = decisions.lines(ProjectId.COMMON, 0, LINES_AT_ONCE);
        response.setContentType(LINES_OF_JSON);
        response.setHeader(AsOf.LAG_HEADER, waiting());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("decisions-" + ProjectId.COMMON + ".ndjson", StandardCharsets.UTF_8)
                        .build()
                        .toString());
        // Closed by nobody here: an answer that breaks off must not look like one that came to its end.
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        try {
            write(lines, complete, out, signed);
        } catch (RuntimeException failed) {
            throw new BrokenOff(failed);
        }
        out.flush();
    }

    private void write(List<Decisions.Line> first, boolean complete, Writer out, long signed) throws IOException {
        long written = write(first, complete, out);
        for (String line :
                ledger.vouchingForDecisions(ProjectId.COMMON.value(), complete ? Math.max(signed, written) : written)) {
            out.append(line).append('\n');
        }
    }

    /** @return the number of the last one that is written */
    private long write(List<Decisions.Line> first, boolean complete, Writer out) throws IOException {
        List<Decisions.Line> lines = first;
        long written = 0;
        while (!lines.isEmpty()) {
            for (Decisions.Line line : lines) {
                if (line.sequence() != written + 1 && !complete) {
                    return written;
                }
                out.append(line.line()).append('\n');
                written = line.sequence();
            }
            lines = decisions.lines(ProjectId.COMMON, written, LINES_AT_ONCE);
        }
        return written;
    }

    /** The file cannot be finished, and part of it may be with the client already. */
    private static final class BrokenOff extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenOff(RuntimeException cause) {
            super("Expected to write all decisions, but could not.", cause);
        }
    }

    /** Left to the container, which cuts the connection: any other answer would end the file as if it were whole. */
    @ExceptionHandler
    void leave(BrokenOff broken) {
        throw broken;
    }
}
