package io.vigie.report.export;

import static java.util.stream.Collectors.joining;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.Words;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/rapports/:id/export?format=}: a run as a file. It is written on the request's own thread as it is read: a client that reads slowly
 * slows the reading, one that goes away ends it. Should the reading fail when part of the file is gone already, the connection is cut, so that no
 * client takes half a file for a whole one.
 */
@RestController
class ExportController {

    private static final int BUFFER = 64 * 1024;

    private static final Text NOT_FOUND = Text.of("Rapport non trouvé", "Report not found");

    private final List<ReportFormat> formats;
    private final Exports exports;
    private final AsOfs asOfs;

    ExportController(List<ReportFormat> formats, Exports exports, AsOfs asOfs) {
        this.formats = formats.stream()
                .sorted(Comparator.comparing(ReportFormat::name))
                .toList();
        this.exports = exports;
        this.asOfs = asOfs;
    }

    /** @param lang of what we say ourselves, {@code fr} or {@code en}; the reader's, when it is absent */
    @Answers(
            called = "exportReport",
            media = {
                "application/json",
                "application/xml",
                "application/x-ndjson",
                "application/zip",
                "text/csv",
                "text/html"
            })
    @GetMapping("/api/rapports/{id}/export")
    void export(
            @PathVariable("id") String id,
            @Words({"allure", "csv", "ctrf", "events", "evidence", "html", "junit"})
                    @RequestParam(name = "format", required = false)
                    @Nullable
                    String format,
            @Words({"fr", "en"}) @RequestParam(name = "lang", required = false) @Nullable String lang,
            Locale locale,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException {
        UUID run = RunIds.required("id", id);
        ReportFormat wanted = wanted(format);
        Locale spoken = spoken(lang, locale);
        ToClient client = new ToClient(response.getOutputStream());
        boolean found;
        try {
            found = exports.export(run, wanted.showsHistory(), exported -> {
                describe(wanted, exported.facts(), response);
                asOfs.of(run, exported.facts().sequence()).describe(response::setHeader);
                if (!method.equals(HttpMethod.HEAD)) {
                    OutputStream out = new BufferedOutputStream(client, BUFFER);
                    wanted.write(exported, spoken, out);
                    out.flush();
                }
            });
        } catch (IOException | RuntimeException failed) {
            if (client.gone) {
                return;
            }
            if (response.isCommitted()) {
                throw new CutShort(failed);
            }
            forget(response);
            throw failed;
        }
        if (!found) {
            throw Refusal.notFound(NOT_FOUND).named("report-not-found");
        }
    }

    private ReportFormat wanted(@Nullable String asked) {
        String name = asked == null ? "" : asked.strip();
        return formats.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String known = formats.stream().map(ReportFormat::name).collect(joining(", "));
                    return Refusal.badRequest(
                                    Text.of("Format inconnu : %s ; possible : %s", "Unknown format: %s; possible: %s")
                                            .with(Fault.shown(name), known))
                            .at("format", Text.of("l'un de : %s", "one of: %s").with(known), Fault.shown(name))
                            .named("unknown-format");
                });
    }

    private static Locale spoken(@Nullable String asked, Locale locale) {
        if (asked == null || asked.isBlank()) {
            return locale;
        }
        return Text.LANGUAGES.stream()
                .filter(language -> language.getLanguage().equals(asked.strip()))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest(Text.of(
                                        "Langue inconnue : %s ; possible : fr, en",
                                        "Unknown language: %s; possible: fr, en")
                                .with(Fault.shown(asked)))
                        .at("lang", Text.of("l'un de : %s", "one of: %s").with("fr, en"), Fault.shown(asked))
                        .named("unknown-language"));
    }

    /** The name tells the run, too: two of the same name do not replace each other in a folder. */
    private static void describe(ReportFormat format, RunFacts run, HttpServletResponse response) {
        String id = run.run().toString();
        String name = FileNames.readable(run.name()) + "-" + id.substring(id.length() - 8) + "." + format.extension();
        response.setContentType(format.type().toString());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, FileNames.disposition(name));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    }

    /** Nothing was sent yet: the answer becomes a refusal, which is no file. */
    private static void forget(HttpServletResponse response) {
        response.resetBuffer();
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, null);
        response.setHeader(AsOf.SEQUENCE_HEADER, null);
        response.setHeader(AsOf.LAG_HEADER, null);
    }

    /** Nothing can be said any more: what escapes makes the container close the connection before the end of the file. */
    @ExceptionHandler
    void cut(CutShort failure) {
        throw failure;
    }

    /** Knows whether it was the client that failed: every other failure has to be told. */
    private static final class ToClient extends FilterOutputStream {

        private boolean gone;

        ToClient(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException left) {
                gone = true;
                throw left;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException left) {
                gone = true;
                throw left;
            }
        }
    }

    private static final class CutShort extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CutShort(Exception cause) {
            super("Expected to write a whole file, but it ended early.", cause);
        }
    }
}
