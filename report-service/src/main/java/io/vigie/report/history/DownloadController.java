package io.vigie.report.history;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/rapports/:id/history}: the whole record of a run as a file, one event a line, as it was written; then what vouches for it. Of a run that
 * goes on, what is folded when the request comes. Written as it is read, on the request's own virtual thread.
 */
@RestController
class DownloadController {

    private static final String LINES_OF_JSON = "application/x-ndjson";
    private static final int BUFFER_CHARS = 64 * 1024;
    private static final Text NO_REPORT = Text.of("Rapport non trouvé", "Report not found");

    private final History history;
    private final KnownRuns runs;
    private final AsOfs asOfs;
    private final JdbcTemplate jdbc;
    private final List<HistoryAppendix> appendices;

    DownloadController(
            History history, KnownRuns runs, AsOfs asOfs, JdbcTemplate jdbc, List<HistoryAppendix> appendices) {
        this.history = history;
        this.runs = runs;
        this.asOfs = asOfs;
        this.jdbc = jdbc;
        this.appendices = List.copyOf(appendices);
    }

    private record File(String name, AsOf upTo) {}

    @Answers(called = "downloadHistory", media = LINES_OF_JSON)
    @GetMapping("/api/rapports/{id}/history")
    void download(@PathVariable("id") String id, HttpMethod method, HttpServletResponse response) throws IOException {
        UUID run = RunIds.required("id", id);
        if (runs.removal(run).isPresent()) {
            removed(run, method, response);
            return;
        }
        find(run);
        // First what vouches for events, then the events: none that is vouched for is left out.
        List<String> closing = closing(run);
        File file = find(run);
        describe(file.name(), response);
        file.upTo().describe(response::setHeader);
        if (method.equals(HttpMethod.HEAD)) {
            return;
        }
        // Closed by nobody here: an answer that breaks off must not look like one that came to its end.
        Writer out = new BufferedWriter(
                new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8), BUFFER_CHARS);
        try {
            history.read(
                    run,
                    file.upTo().sequence(),
                    (sequence, line) -> out.append(line).append('\n'));
        } catch (History.RunGone gone) {
            // Rows that are gone while their run is not: what vouches for them follows, and whoever verifies the file
            // finds it.
            if (runs.removal(run).isPresent() || runs.find(run, Optional::of).isEmpty()) {
                throw new BrokenOff(run, gone);
            }
        } catch (RuntimeException failed) {
            throw new BrokenOff(run, failed);
        }
        for (String line : closing) {
            out.append(line).append('\n');
        }
        out.flush();
    }

    /** Of a run that was removed what is left: the signer's word for what it was, and that it was removed. */
    private void removed(UUID run, HttpMethod method, HttpServletResponse response) throws IOException {
        List<String> closing = closing(run);
        describe(run.toString(), response);
        if (!method.equals(HttpMethod.HEAD)) {
            Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
            for (String line : closing) {
                out.append(line).append('\n');
            }
            out.flush();
        }
    }

    private static void describe(String name, HttpServletResponse response) {
        response.setContentType(LINES_OF_JSON);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(fileName(name), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    /** The file cannot be finished, and part of it may be with the client already. */
    private static final class BrokenOff extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenOff(UUID run, Exception cause) {
            super("Expected to write the whole history of run \"%s\", but could not.".formatted(run), cause);
        }
    }

    /** Left to the container, which cuts the connection: any other answer would end the file as if it were whole. */
    @ExceptionHandler
    void leave(BrokenOff broken) {
        throw broken;
    }

    private File find(UUID run) {
        return runs.find(run, head -> Optional.of(new File(name(run), asOfs.of(run, head.sequence()))))
                .orElseThrow(() -> Refusal.notFound(NO_REPORT).named("report-not-found"));
    }

    private String name(UUID run) {
        return jdbc
                .queryForList("SELECT name FROM report WHERE run_id = ? AND name IS NOT NULL", String.class, run)
                .stream()
                .findFirst()
                .orElse(run.toString());
    }

    /** A name that is one on every system. */
    private static String fileName(String report) {
        return report.replaceAll("[\\p{Cntrl}/\\\\:*?\"<>|]", "_").strip() + ".ndjson";
    }

    private List<String> closing(UUID run) {
        List<String> lines = new ArrayList<>();
        for (HistoryAppendix appendix : appendices) {
            try (Stream<String> some = appendix.linesOf(run)) {
                some.forEach(lines::add);
            }
        }
        return lines;
    }
}
