package io.vigie.gateway.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Server-sent events as they are written. */
final class ServerSentText {

    private static final byte[] OPENING = ascii("retry: 1000\n: vigie\n\n");
    private static final byte[] HEARTBEAT = ascii(": alive\n\n");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] ID = ascii("\nid: ");
    private static final byte[] END = ascii("\n\n");

    private ServerSentText() {}

    /** Says that a silent stream lives. */
    static byte[] heartbeat() {
        return HEARTBEAT;
    }

    static byte[] of(Frame frame) {
        return frame == Frame.HEARTBEAT ? HEARTBEAT : event(frame.name(), frame.id(), frame.json());
    }

    /** Several frames as one text. */
    static byte[] of(List<Frame> bundle) {
        if (bundle.size() == 1) {
            return bundle.getFirst().serverSentEvent();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(bundle.stream()
                .mapToInt(frame -> frame.serverSentEvent().length)
                .sum());
        for (Frame frame : bundle) {
            text.writeBytes(frame.serverSentEvent());
        }
        return text.toByteArray();
    }

    static byte[] event(String name, @Nullable String id, byte[] json) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(json.length + 160);
        text.writeBytes(EVENT);
        text.writeBytes(ascii(name));
        if (id != null) {
            text.writeBytes(ID);
            text.writeBytes(ascii(id));
        }
        text.writeBytes(DATA);
        text.writeBytes(json);
        text.writeBytes(END);
        return text.toByteArray();
    }

    /** The whole answer: each text goes out as soon as it comes. */
    static Mono<ServerResponse> answer(Flux<byte[]> texts) {
        return ServerResponse.ok()
                .contentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8))
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .body((output, context) -> output.writeAndFlushWith(Flux.concat(Mono.just(OPENING), texts)
                        .map(text ->
                                Mono.<DataBuffer>just(output.bufferFactory().wrap(text)))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
