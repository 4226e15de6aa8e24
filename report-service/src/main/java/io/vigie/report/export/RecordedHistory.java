package io.vigie.report.export;

import io.vigie.report.history.History;
import io.vigie.report.history.HistoryAppendix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Reads the record out of the rows. Called within the export's transaction, whose snapshot its parts are of, so that the history ends where the other
 * files of a pack do.
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
    public void write(RunFacts run, OutputStream out) throws IOException {
        List<String> closing = new ArrayList<>();
        for (HistoryAppendix appendix : appendices) {
            try (Stream<String> lines = appendix.linesOf(run.run())) {
                lines.forEach(closing::add);
            }
        }
        history.read(run.run(), run.sequence(), (sequence, line) -> line(out, line));
        for (String line : closing) {
            line(out, line);
        }
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
