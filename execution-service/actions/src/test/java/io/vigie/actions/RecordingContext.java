package io.vigie.actions;

import io.vigie.action.ActionContext;
import io.vigie.action.AddressRules;
import io.vigie.action.LogLevel;
import io.vigie.action.TargetPolicy;
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
    public Duration remaining = Duration.ofMinutes(1);

    @Override
    public void log(LogLevel level, String text) {
        lines.add(text);
    }

    @Override
    public Path workDirectory() {
        return Path.of("target");
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
