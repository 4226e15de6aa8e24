package io.vigie.report;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.wire.CloudEventJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The runs that the contracts write down for everyone who folds them: history and logs, in the order in which they happened. */
public final class ScriptedRun {

    private ScriptedRun() {}

    public static List<Envelope<?>> named(String name) {
        try (InputStream file =
                ScriptedRun.class.getResourceAsStream("/io/vigie/contracts/streams/" + name + ".jsonl")) {
            if (file == null) {
                throw new IllegalArgumentException("Expected a scripted run \"" + name + "\", but there is none.");
            }
            List<Envelope<?>> envelopes = new ArrayList<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> envelopes.add(CloudEventJson.read(line)));
            return envelopes;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
