package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What goes over the wires. */
class FrameTests {

    private static final byte[] DATA = "{\"error\":\"Échec\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void isOneServerSentEvent() {
        assertThat(text(new Frame("campain_error", DATA, "e:1:2-3").serverSentEvent()))
                .isEqualTo("event: campain_error\nid: e:1:2-3\ndata: {\"error\":\"Échec\"}\n\n");
        assertThat(text(new Frame("history_lost", DATA, null).serverSentEvent()))
                .isEqualTo("event: history_lost\ndata: {\"error\":\"Échec\"}\n\n");
        assertThat(text(Frame.HEARTBEAT.serverSentEvent())).isEqualTo(": alive\n\n");
    }

    @Test
    void isWrittenOnceForEachWire() {
        Frame frame = new Frame("campain_error", DATA, "e:1:2-3");

        Said.Event said = frame.in("rapport:r");
        assertThat(frame.in("rapport:r")).isSameAs(said);
        assertThat(said.text().written(() -> new byte[] {1}))
                .isSameAs(said.text().written(() -> new byte[] {2}));
        assertThat(frame.in("test:t").room()).isEqualTo("test:t");
        assertThat(frame.serverSentEvent()).isSameAs(frame.serverSentEvent());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
