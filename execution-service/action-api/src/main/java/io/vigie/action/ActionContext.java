package io.vigie.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the host lends to one call of {@link Action#run}. Valid until that call returns. Every method may be called by the calling
 * thread and by threads that the action started for this call.
 */
public interface ActionContext {

    /**
     * Adds a line to the test's log, seen live in the browser. The host stamps the time, masks the values of secret variables, cuts
     * very long lines and splits at line breaks; the action need do none of that.
     */
    void log(LogLevel level, String text);

    /** Adds a line of level {@link LogLevel#INFO}. */
    default void log(String text) {
        log(LogLevel.INFO, text);
    }

    /**
     * The working directory of this attempt: exists, is empty when the attempt starts, belongs to it alone, is shared by its
     * actions and is deleted afterwards.
     */
    Path workDirectory();

    /**
     * A copy of the campaign's files as they were when the run was launched; made when first asked for, this attempt's own, and
     * deleted with it. What is written there changes nobody else's files.
     *
     * @throws ActionBrokenException when a file cannot be fetched
     */
    Path filesDirectory() throws InterruptedException;

    /** What this attempt owns on the machine. */
    IsolationSlot slot();

    /** How far this call may go. */
    ActionLimits limits();

    /**
     * Keeps a file as an artifact of the attempt, to be found beside its log. The file is copied before this returns.
     *
     * @param name what people see, with an ending that fits; unique within the attempt, else a number is added
     * @param mediaType as in a {@code Content-Type} header
     * @param file a regular file, no link
     * @throws ActionBrokenException when the file or the number of artifacts is above its limit, or the storage refuses
     */
    void attach(String name, String mediaType, Path file) throws InterruptedException;

    /**
     * Reports the result of one test of a real runner, in the order in which they end; it is seen live.
     *
     * @throws ActionBrokenException when there are more than the limit allows
     */
    void caseFinished(CaseResult result);

    /**
     * The time left before the host interrupts this call; zero when it has run out. No action need watch it. It is there to be
     * handed to something that does not hear an interruption, such as a process or a database.
     */
    Duration remaining();

    /** Which hosts may be contacted. To be asked for every address, before every connection, each redirect included. */
    TargetPolicy targets();

    /**
     * The test's own variable {@code {{app.name}}}, with its type kept.
     *
     * @return its value, or {@code null} when it has none
     */
    @Nullable
    Object variable(String name);

    /**
     * Sets the test's own variable {@code {{app.name}}} for the actions that follow, whatever the verdict of this one. The host
     * writes the log line that says so. A variable that the test does not declare comes into being.
     *
     * @param value JSON-like: text, number, boolean, {@code null}, list, or map with text keys
     * @throws ActionBrokenException when the name cannot name a variable
     */
    void setVariable(String name, @Nullable Object value);

    /**
     * Headers that carry the trace of this run to whatever the action calls ({@code traceparent}, perhaps {@code tracestate}); empty
     * when the run is not traced. A header that the tester has set himself wins.
     */
    Map<String, String> traceHeaders();
}
