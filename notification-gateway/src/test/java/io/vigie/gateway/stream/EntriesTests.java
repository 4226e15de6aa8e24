package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.RunId;
import io.vigie.contracts.wire.HashChain;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EntriesTests {

    private static final RunId RUN = Scripts.anyRun();

    private final Entries entries = new Entries(ZoneOffset.UTC);

    @Test
    void knowsWhoStartedATestAndWhoWroteItsLines() {
        Envelope<?> start = HashChain.link(envelope(Scripts.testStarted(RUN, 1)), 1, Envelope.Link.GENESIS);
        Envelope<?> lines = envelope(Scripts.log(RUN, 1, 1, 1)).by("worker-2");
        Envelope<?> nobodys = envelope(Scripts.log(RUN, 1, 1, 1));

        assertThat(entry(Entry.Source.RUN, start).worker()).isEqualTo("worker-1");
        assertThat(entry(Entry.Source.LOG, lines).worker()).isEqualTo("worker-2");
        assertThat(entry(Entry.Source.LOG, nobodys).worker()).isNull();
    }

    @Test
    void keepsItsPlaceWhenNothingIsToldOfIt() {
        Entry told = entry(Entry.Source.LOG, envelope(Scripts.log(RUN, 1, 3, 2)).by("worker-2"));

        Entry silenced = told.silenced();

        assertThat(told.events()).hasSize(1);
        assertThat(silenced.events()).isEmpty();
        assertThat(silenced).usingRecursiveComparison().ignoringFields("events").isEqualTo(told);
    }

    private Entry entry(Entry.Source source, Envelope<?> envelope) {
        return entries.entry(source, RUN.value(), envelope, 7, 1_000, 1_001);
    }

    private static <M extends Message> Envelope<M> envelope(M message) {
        return Envelope.of("1", "/vigie/test", Scripts.AT, RUN.value(), message);
    }
}
