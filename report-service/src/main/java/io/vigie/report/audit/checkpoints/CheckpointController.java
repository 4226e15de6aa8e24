package io.vigie.report.audit.checkpoints;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.vigie.report.audit.checkpoints.LedgerRows.Numbered;
import io.vigie.service.contract.Answers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/checkpoints}: the signer's ledger as it was recorded, by pages, or as lines for whoever verifies it. */
@RestController
class CheckpointController {

    private static final String LINES_OF_JSON = "application/x-ndjson";

    /** A checkpoint of many runs has a quarter of a megabyte. */
    private static final int MAX_RECORDS = 100;

    private final LedgerRows ledger;

    CheckpointController(LedgerRows ledger) {
        this.ledger = ledger;
    }

    /** A record's own JSON, byte for byte. */
    record Line(@JsonValue @JsonRawValue String json) {}

    /** @param next what {@code after} has to be for the next page; absent on the last one */
    record LedgerPage(List<Line> data, @Nullable Long next) {}

    @Answers(called = "listCheckpoints")
    @GetMapping(path = "/api/checkpoints", produces = MediaType.APPLICATION_JSON_VALUE)
    LedgerPage page(
            @RequestParam(name = "after", defaultValue = "0") long after,
            @RequestParam(name = "limit", defaultValue = "20") int limit) {
        int size = Math.clamp(limit, 1, MAX_RECORDS);
        List<Numbered> found = ledger.after(after, size + 1);
        boolean more = found.size() > size;
        List<Numbered> shown = more ? found.subList(0, size) : found;
        return new LedgerPage(
                shown.stream().map(record -> new Line(record.line())).toList(),
                more ? shown.getLast().number() : null);
    }

    /** All records after a number, written as they are read. */
    @Answers(media = LINES_OF_JSON)
    @GetMapping(path = "/api/checkpoints", produces = LINES_OF_JSON)
    void lines(@RequestParam(name = "after", defaultValue = "0") long after, HttpServletResponse response)
            throws IOException {
        response.setContentType(LINES_OF_JSON);
        response.setHeader("X-Content-Type-Options", "nosniff");
        Writer lines = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        long last = after;
        for (List<Numbered> some = ledger.after(last, MAX_RECORDS);
                !some.isEmpty();
                some = ledger.after(last, MAX_RECORDS)) {
            for (Numbered record : some) {
                lines.append(record.line()).append('\n');
            }
            last = some.getLast().number();
        }
        lines.flush();
    }
}
