package io.vigie.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.springframework.http.MediaType;

/**
 * A kind of file that a run can be exported as. Every bean of this type is offered. Safe for use by any number of threads at once.
 *
 * <p>A format holds one page of tests at most and never the run. Whatever people and tested systems wrote is text in it, and never markup, formula
 * or path.
 */
interface ReportFormat {

    /** What to ask for: lower-case letters. */
    String name();

    MediaType type();

    /** The end of the file's name, without a leading dot. */
    String extension();

    /** Whether it shows the history, for which something may have to vouch. */
    default boolean showsHistory() {
        return false;
    }

    /**
     * Writes the whole file; does not close the stream.
     *
     * @param locale of what we say ourselves, where the format is for people
     * @throws IOException when nobody takes the file any more
     */
    void write(ExportedRun run, Locale locale, OutputStream out) throws IOException;
}
