package io.vigie.actions;

import io.vigie.action.ActionContext;
import io.vigie.action.ActionLimits;
import io.vigie.action.AddressRules;
import io.vigie.action.CaseResult;
import io.vigie.action.IsolationSlot;
import io.vigie.action.LogLevel;
import io.vigie.action.TargetPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host for one call: loopback allowed, one minute left, everything that the action says kept for the test to read. */
public class RecordingContext implements ActionContext {

    public final List<String> lines = new CopyOnWriteArrayList<>();
    public final Map<String, Object> variables = new ConcurrentHashMap<>();
    public final Map<String, String> traceHeaders = new LinkedHashMap<>();
    public TargetPolicy targets = AddressRules.publicOnly().withLoopback(true);
    public final Map<String, Path> artifacts = new ConcurrentHashMap<>();
    public final List<CaseResult> cases = new CopyOnWriteArrayList<>();
    public ActionLimits limits = ActionLimits.USUAL;
    private Path root;
    public Duration remaining = Duration.ofMinutes(1);

    @Override
    public void log(LogLevel level, String text) {
        lines.add(text);
    }

    @Override
    public Path workDirectory() {
        return directory("work");
    }

    @Override
    public Path filesDirectory() {
        return directory("files");
    }

    @Override
    public IsolationSlot slot() {
        return new IsolationSlot(
                "tester", 1, 1, 20_000, 10, "w1", directory("media"), Map.of("VIGIE_WORKER_ID", "tester"));
    }

    @Override
    public ActionLimits limits() {
        return limits;
    }

    @Override
    public void attach(String name, String mediaType, Path file) {
        artifacts.put(name, file);
    }

    @Override
    public void caseFinished(CaseResult result) {
        cases.add(result);
    }

    private synchronized Path directory(String name) {
        try {
            if (root == null) {
                root = Files.createTempDirectory(Files.createDirectories(Path.of("target", "attempts")), "attempt");
            }
            return Files.createDirectories(root.resolve(name)).toAbsolutePath();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Lets a step download, and upload, no more than this. */
    public void limitTransfers(long bytes) {
        ActionLimits usual = ActionLimits.USUAL;
        limits = new ActionLimits(
                usual.outputBytes(),
                bytes,
                bytes,
                usual.memoryBytes(),
                usual.processes(),
                usual.diskBytes(),
                usual.rows(),
                usual.artifactBytes(),
                usual.artifacts(),
                usual.cases());
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public TargetPolicy targets() {
        return targets;
    }

    @Override
    public Object variable(String name) {
        return variables.get(name);
    }

    @Override
    public void setVariable(String name, Object value) {
        variables.put(name, value);
    }

    @Override
    public Map<String, String> traceHeaders() {
        return traceHeaders;
    }
}
