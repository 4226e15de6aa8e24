package io.vigie.report.export;

import io.vigie.report.history.History;
import io.vigie.report.history.HistoryAppendix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Reads the record out of the rows. The events are read within the export's transaction, so that they end where the other files of a pack do; what
 * vouches for them is asked before, and so speaks of none that is not among them.
 */
@Component
class RecordedHistory implements RunHistory {

    private final History history;
    private final List<HistoryAppendix> appendices;

    RecordedHistory(History history, List<HistoryAppendix> appendices) {
        this.history = history;
        this.appendices = List.copyOf(appendices);
    }

    @Override
    public List<String> vouchingFor(UUID run) {
        List<String> all = new ArrayList<>();
        for (HistoryAppendix appendix : appendices) {
            try (Stream<String> lines = appendix.linesOf(run)) {
                lines.forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void write(ExportedRun run, OutputStream out) throws IOException {
        history.read(run.facts().run(), run.facts().sequence(), (sequence, line) -> line(out, line));
        for (String line : run.vouching()) {
            line(out, line);
        }
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
