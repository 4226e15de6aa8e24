package io.vigie.gateway.stream.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.gateway.stream.Said;
import io.vigie.gateway.stream.socketio.SocketPacket.Connect;
import io.vigie.gateway.stream.socketio.SocketPacket.Event;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPacketTests {

    @Test
    void readsWhatClientsSend() {
        assertThat(SocketPacket.parse("0{\"token\":\"abc\"}")).hasValueSatisfying(packet -> {
            Connect connect = (Connect) packet;
            assertThat(connect.namespace()).isEqualTo("/");
            assertThat(connect.auth().path("token").asString()).isEqualTo("abc");
        });
        assertThat(SocketPacket.parse("0/admin,{\"token\":\"abc\"}"))
                .hasValueSatisfying(
                        packet -> assertThat(((Connect) packet).namespace()).isEqualTo("/admin"));
        assertThat(SocketPacket.parse("0"))
                .hasValueSatisfying(packet ->
                        assertThat(((Connect) packet).auth().isMissingNode()).isTrue());
        assertThat(SocketPacket.parse("1")).containsInstanceOf(SocketPacket.Disconnect.class);
        assertThat(SocketPacket.parse("2[\"join\",{\"room\":\"rapport_1\"}]")).hasValueSatisfying(packet -> {
            Event event = (Event) packet;
            assertThat(event.name()).isEqualTo("join");
            assertThat(event.data().path("room").asString()).isEqualTo("rapport_1");
            assertThat(event.ack()).isNull();
        });
        assertThat(SocketPacket.parse("212[\"leave\"]")).hasValueSatisfying(packet -> {
            assertThat(((Event) packet).ack()).isEqualTo(12);
            assertThat(((Event) packet).data().isMissingNode()).isTrue();
        });
        assertThat(SocketPacket.parse("31[]")).containsInstanceOf(SocketPacket.Ack.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "2{}",
                "2[]",
                "2[1]",
                "2[\"a\"",
                "2/admin,[\"a\"]",
                "5[\"a\",{\"_placeholder\":true,\"num\":0}]",
                "6",
                "9",
                "0{",
                "x"
            })
    void refusesWhatIsNotSpokenHere(String text) {
        assertThat(SocketPacket.parse(text)).isEmpty();
    }

    @Test
    void writesEventsWithTheirIdAndRoomInTheData() {
        assertThat(written(new Said.Event("test_started", "rapport_1", "e:1:2-3", utf8("{\"test_id\":\"é\"}"))))
                .isEqualTo("42[\"test_started\",{\"test_id\":\"é\",\"event_id\":\"e:1:2-3\",\"room\":\"rapport_1\"}]");
        assertThat(written(new Said.Event("error", null, null, utf8("{\"status\":400}"))))
                .isEqualTo("42[\"error\",{\"status\":400}]");
        assertThat(written(new Said.Event("empty", "test_1", null, utf8("{}"))))
                .isEqualTo("42[\"empty\",{ \"room\":\"test_1\"}]");
        assertThat(written(new Said.Answer(7, utf8("{\"ok\":true}")))).isEqualTo("437[{\"ok\":true}]");
    }

    private static String written(Said said) {
        return new String(SocketPacket.of(said), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
