package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Entries of made-up records. */
final class Streams {

    private static final BrowserEvents WORDS = new BrowserEvents(ZoneOffset.UTC);

    private Streams() {}

    static Entry run(RunEvent event, long sequence, long offset, long at) {
        return Entry.of(WORDS, event, sequence, offset, at, at);
    }

    static Entry log(LogSegment segment, long offset, long at) {
        return log(segment, null, offset, at);
    }

    static Entry log(LogSegment segment, @Nullable String worker, long offset, long at) {
        return Entry.of(WORDS, segment, worker, offset, at, at);
    }

    static RunId otherRun() {
        return RunId.of("019b2c7e-0d00-7000-8000-000000000002");
    }
}
