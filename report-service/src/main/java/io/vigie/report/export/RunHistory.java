package io.vigie.report.export;

import java.io.IOException;
import java.io.OutputStream;

/** The record of a run as it was written: CloudEvents, one a line, then what vouches for them. */
interface RunHistory {

    /** Writes the events up to the one that the export goes to, and what vouches for them; leaves the stream open. */
    void write(RunFacts run, OutputStream out) throws IOException;
}
