package io.vigie.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** The record of the run: its events as CloudEvents, one a line as they were written, then what vouches for them. */
@Component
class EventHistory implements ReportFormat {

    private final RunHistory history;

    EventHistory(RunHistory history) {
        this.history = history;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public MediaType type() {
        return MediaType.parseMediaType("application/x-ndjson");
    }

    @Override
    public String extension() {
        return "events.ndjson";
    }

    @Override
    public boolean showsHistory() {
        return true;
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        history.write(run, out);
    }
}
