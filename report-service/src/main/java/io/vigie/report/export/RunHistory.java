package io.vigie.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;

/** The record of a run as it was written: CloudEvents, one a line, then what vouches for them. */
interface RunHistory {

    /** What vouches for the history of a run that exists. Asked outside of any transaction, before the snapshot that the events are read from. */
    List<String> vouchingFor(UUID run);

    /** Writes the events up to the one that the export goes to, and what vouches for them; leaves the stream open. */
    void write(ExportedRun run, OutputStream out) throws IOException;
}
