package io.vigie.report.artifacts;

import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.RunIds;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import io.vigie.storage.FileStorage;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/rapports/:id/tests/:test/artifacts}: what the attempts of a test kept, and the files themselves. A file is streamed, whole or one
 * range of it (RFC 9110, section 14); a request for several ranges gets the whole.
 */
@RestController
@RequestMapping("/api/rapports/{id}/tests/{test}/artifacts")
class ArtifactController {

    private static final Logger log = LoggerFactory.getLogger(ArtifactController.class);
    private static final int MAX_ARTIFACTS = 1_000;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final Pattern AFTER = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");
    private static final Text NO_TEST = Text.of("Test non trouvé dans ce rapport", "Test not found in this report");
    private static final Text NO_ARTIFACT = Text.of("Artefact non trouvé", "Artifact not found");
    private static final Text GONE =
            Text.of("Le contenu de cet artefact n'est plus conservé", "The content of this artifact is no longer kept");
    private static final Text AWAY = Text.of(
            "Les artefacts sont momentanément indisponibles. Veuillez réessayer.",
            "Artifacts are temporarily unavailable. Please try again.");

    private final Artifacts artifacts;
    private final FileStorage storage;

    ArtifactController(Artifacts artifacts, FileStorage storage) {
        this.artifacts = artifacts;
        this.storage = storage;
    }

    @GetMapping
    @Answers(called = "listArtifacts")
    ResponseEntity<ArtifactPage> list(
            @PathVariable("id") String id,
            @PathVariable("test") String test,
            @RequestParam(name = "after", defaultValue = "0.0") String after,
            @RequestParam(name = "limit", defaultValue = "100") int limit,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        Matcher place = AFTER.matcher(after);
        if (!place.matches()) {
            throw Refusal.badRequest(Text.of("Curseur invalide : %s", "Invalid cursor: %s")
                            .with(Fault.shown(after)))
                    .named("malformed-cursor");
        }
        ArtifactPage page = artifacts
                .page(
                        RunIds.required("id", id),
                        test,
                        Integer.parseInt(place.group(1)),
                        Integer.parseInt(place.group(2)),
                        Math.clamp(limit, 1, MAX_ARTIFACTS),
                        at)
                .orElseThrow(() -> Refusal.notFound(NO_TEST).named("test-not-found"));
        return ResponseEntity.ok()
                .header(AsOf.LAG_HEADER, AsOf.header(page.asOf().lag()))
                .body(page);
    }

    @GetMapping("/{attempt}/{number}")
    @Answers(
            called = "downloadArtifact",
            statuses = {200, 206, 304},
            media = "application/octet-stream")
    void content(
            @PathVariable("id") String id,
            @PathVariable("test") String test,
            @PathVariable("attempt") int attempt,
            @PathVariable("number") int number,
            @RequestHeader HttpHeaders asked,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException {
        Artifacts.Kept kept = artifacts
                .find(RunIds.required("id", id), test, attempt, number)
                .orElseThrow(() -> Refusal.notFound(NO_ARTIFACT).named("artifact-not-found"));
        HttpHeaders headers = SafeContent.headers(kept.artifact());
        String tag = headers.getETag();
        if (asked.getIfNoneMatch().contains(tag)) {
            write(headers, response);
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
            return;
        }
        try (FileStorage.Content content = open(kept)) {
            write(headers, response);
            Part part = part(asked, tag, content.size());
            if (part == null) {
                response.setStatus(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value());
                response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + content.size());
                return;
            }
            if (part.length() < content.size()) {
                response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
                response.setHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes %d-%d/%d".formatted(part.from(), part.from() + part.length() - 1, content.size()));
            }
            response.setContentLengthLong(part.length());
            if (!method.equals(HttpMethod.HEAD)) {
                copy(content.stream(), part, response.getOutputStream());
            }
        }
    }

    private FileStorage.Content open(Artifacts.Kept kept) {
        try {
            return storage.get(kept.storageKey())
                    .orElseThrow(() -> Refusal.notFound(GONE).named("artifact-gone"));
        } catch (IllegalArgumentException noKey) {
            throw Refusal.notFound(GONE).named("artifact-gone");
        } catch (IOException away) {
            log.warn("Expected to read an artifact, but the storage does not answer.", away);
            throw Refusal.unavailable(AWAY).named("storage-unavailable");
        }
    }

    private static void write(HttpHeaders headers, HttpServletResponse response) {
        headers.forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
    }

    private record Part(long from, long length) {}

    /** What of the content is asked for, or null when there is nothing like it. */
    private static @Nullable Part part(HttpHeaders asked, @Nullable String tag, long size) {
        Part whole = new Part(0, size);
        String onlyIf = asked.getFirst(HttpHeaders.IF_RANGE);
        if (onlyIf != null && !onlyIf.equals(tag)) {
            return whole;
        }
        List<HttpRange> ranges;
        try {
            ranges = asked.getRange();
        } catch (IllegalArgumentException malformed) {
            return whole;
        }
        if (ranges.size() != 1) {
            return whole;
        }
        long from = ranges.getFirst().getRangeStart(size);
        long to = ranges.getFirst().getRangeEnd(size);
        return from >= size || to < from ? null : new Part(from, to - from + 1);
    }

    private static void copy(InputStream content, Part part, OutputStream out) throws IOException {
        content.skipNBytes(part.from());
        byte[] chunk = new byte[CHUNK_BYTES];
        long left = part.length();
        while (left > 0) {
            int read = content.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new IOException("Expected the whole file, but it ended early.");
            }
            out.write(chunk, 0, read);
            left -= read;
        }
    }
}
