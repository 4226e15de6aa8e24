package io.vigie.execution.working;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionLimits;
import io.vigie.action.CaseResult;
import io.vigie.action.IsolationSlot;
import io.vigie.action.LogLevel;
import io.vigie.action.TargetPolicy;
import io.vigie.execution.variables.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one call of an action may use. Once the call is over it takes nothing more: a thread that was left behind writes nowhere. */
final class StepContext implements ActionContext {

    /** What precedes every line that an action writes. */
    static final String TRACE = "📋 ";

    private final LogBook book;
    private final Scope scope;
    private final Workspace workspace;
    private final AttemptNotes notes;
    private final TargetPolicy targets;
    private final ActionLimits limits;
    private final Map<String, String> traceHeaders;
    private final long deadline;
    private volatile boolean over;

    /** @param deadline by {@link System#nanoTime()} */
    StepContext(
            LogBook book,
            Scope scope,
            Workspace workspace,
            AttemptNotes notes,
            TargetPolicy targets,
            ActionLimits limits,
            Map<String, String> traceHeaders,
            long deadline) {
        this.book = book;
        this.scope = scope;
        this.workspace = workspace;
        this.notes = notes;
        this.targets = targets;
        this.limits = limits;
        this.traceHeaders = traceHeaders;
        this.deadline = deadline;
    }

    void end() {
        over = true;
    }

    @Override
    public void log(LogLevel level, String text) {
        if (!over) {
            book.relay(
                    switch (level) {
                        case DEBUG, INFO -> io.vigie.contracts.log.LogEvent.LogLevel.INFO;
                        case WARN -> io.vigie.contracts.log.LogEvent.LogLevel.WARNING;
                        case ERROR -> io.vigie.contracts.log.LogEvent.LogLevel.ERROR;
                    },
                    text,
                    TRACE);
        }
    }

    @Override
    public Path workDirectory() {
        requireOpen();
        return workspace.directory();
    }

    @Override
    public Path filesDirectory() throws InterruptedException {
        requireOpen();
        return workspace.filesDirectory();
    }

    @Override
    public IsolationSlot slot() {
        requireOpen();
        return workspace.slot();
    }

    @Override
    public ActionLimits limits() {
        return limits;
    }

    @Override
    public void attach(String name, String mediaType, Path file) throws InterruptedException {
        requireOpen();
        notes.attach(name, mediaType, file, workspace.root());
    }

    @Override
    public void caseFinished(CaseResult result) {
        requireOpen();
        notes.caseFinished(result);
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    @Override
    public TargetPolicy targets() {
        return targets;
    }

    @Override
    public @Nullable Object variable(String name) {
        return scope.own(name);
    }

    @Override
    public void setVariable(String name, @Nullable Object value) {
        requireOpen();
        try {
            scope.set(name, value);
        } catch (IllegalArgumentException noName) {
            throw new ActionBrokenException(String.valueOf(noName.getMessage()));
        }
        TestRun.sayVariable(book, name, value);
    }

    @Override
    public Map<String, String> traceHeaders() {
        return traceHeaders;
    }

    private void requireOpen() {
        if (over) {
            throw new ActionBrokenException(
                    "Expected the action to end with its call, but it still asks for something.");
        }
    }
}
