package io.vigie.gateway.stream.socketio;

import io.vigie.gateway.errors.Refusal;
import io.vigie.gateway.stream.Conversation;
import io.vigie.gateway.stream.Conversations;
import io.vigie.gateway.stream.Farewell;
import io.vigie.gateway.stream.Heard;
import io.vigie.gateway.stream.Said;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/**
 * One session of Engine.IO, with the conversation of Socket.IO on it. It outlives its requests: what is said waits here, in order, until a poll
 * fetches it or the WebSocket takes it.
 *
 * <p>Little waits: the conversation is asked for more only when there is room, so that its streams keep the rest within their own bounds and are
 * cut, resumably, when their client reads too slowly.
 *
 * <p>Safe for any thread. Nothing is called outward with the lock held; {@link #drain} does it, one thread at a time.
 */
final class EngineSession {

    private static final Logger log = LoggerFactory.getLogger(EngineSession.class);

    /** Beyond these the conversation is not asked for more. */
    private static final int MOST_WAITING = 16;

    private static final int MOST_WAITING_BYTES = 64 * 1024;

    /** What one poll takes at most, unless a single packet is larger. */
    private static final int PAYLOAD_BYTES = 256 * 1024;

    /** Streams get so long to say why they end. */
    private static final Duration CUTS_SAID = Duration.ofSeconds(1);

    private final String id;
    private final Parts parts;
    private final Locale language;
    private final @Nullable String handshakeToken;
    private final Consumer<EngineSession> onEnd;
    private final Disposable.Swap heart = Disposables.swap();
    private final Disposable.Swap door = Disposables.swap();
    private final Disposable.Swap parting = Disposables.swap();
    private final AtomicInteger draining = new AtomicInteger();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean asked;
    private boolean sending;
    private boolean awaitingPong;
    private boolean lastWordsSaid;
    private Transport transport = Transport.POLLING;
    private @Nullable Poll poll;
    private @Nullable Answered answered;
    private @Nullable String received;
    private @Nullable FluxSink<byte[]> carrier;
    private @Nullable Talk talk;
    private @Nullable String acceptedToken;

    /** What sessions need. */
    record Parts(Conversations conversations, SocketIoSettings settings, Admission admission) {}

    /** Who may come in. */
    interface Admission {

        /** What a token says. Ends with a {@code Refusal}. */
        Mono<Jwt> check(@Nullable String token);

        /** How long a client may take until it is let in. */
        Duration patience();

        /** A name that nobody can guess. */
        String newId();

        /** Tells that somebody was let into the session. */
        void admitted(EngineSession session);
    }

    private enum Transport {
        POLLING,
        /** A WebSocket is being tried; polls are answered at once, so that the client can let go of them. */
        PROBING,
        WEBSOCKET,
        OVER
    }

    /** @param mark what the client names this request by, the same when it is sent again; absent for none */
    private record Poll(MonoSink<byte[]> sink, @Nullable String mark) {}

    /** The last poll that was answered, and with what. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Answered(String mark, byte[] payload) {}

    /** The conversation, as long as the client is in the default namespace. */
    private record Talk(Conversation conversation, String user, BaseSubscriber<Said> hearing, Disposable watching) {

        void end() {
            hearing.cancel();
            watching.dispose();
            conversation.end();
        }
    }

    EngineSession(
            String id, Parts parts, Locale language, @Nullable String handshakeToken, Consumer<EngineSession> onEnd) {
        this.id = id;
        this.parts = parts;
        this.language = language;
        this.handshakeToken = handshakeToken;
        this.onEnd = onEnd;
    }

    String id() {
        return id;
    }

    /** Begins, with the packet that opens the session. */
    void open(ObjectNode handshake) {
        offer(EnginePackets.packet(EnginePackets.OPEN, handshake.toString()));
        later(heart, parts.settings().pingInterval(), this::ping);
        later(door, parts.admission().patience(), this::endUnlessAdmitted);
    }

    /**
     * Whether a request may speak for this session: its id is the secret, but whoever brings a token must be the one whose session it is. So nobody
     * can be made to use a session that somebody else has opened.
     */
    Mono<Boolean> belongsTo(@Nullable String token) {
        Talk now;
        synchronized (this) {
            if (token == null || token.equals(handshakeToken) || token.equals(acceptedToken)) {
                return Mono.just(true);
            }
            now = talk;
        }
        if (handshakeToken == null && now == null) {
            return Mono.just(true);
        }
        if (now == null) {
            return Mono.just(false);
        }
        return parts.admission()
                .check(token)
                .map(known -> now.user().equals(known.getSubject()))
                .onErrorReturn(Refusal.class, false)
                .doOnNext(same -> {
                    if (same) {
                        accept(token);
                    }
                });
    }

    private synchronized void accept(String token) {
        acceptedToken = token;
    }

    // What comes in

    /**
     * Handles the packets of one POST, in order; one that is sent again is handled once.
     *
     * @param mark what the client names this request by, the same when it is sent again; absent for none
     * @return ends empty, or with false when another POST is under way
     */
    Mono<Boolean> receive(List<String> packets, @Nullable String mark) {
        synchronized (this) {
            if (mark != null && mark.equals(received)) {
                return Mono.just(true);
            }
            if (sending) {
                return Mono.just(false);
            }
            sending = true;
            received = mark;
        }
        return Flux.fromIterable(packets)
                .concatMap(packet -> receive(packet).thenReturn(true))
                .then(Mono.just(true))
                .doFinally(end -> {
                    synchronized (this) {
                        sending = false;
                    }
                });
    }

    /** Handles one packet. Ends the session when it is none that is spoken here. */
    Mono<Void> receive(String packet) {
        if (packet.isEmpty()) {
            end();
            return Mono.empty();
        }
        switch (packet.charAt(0)) {
            case EnginePackets.PONG -> pong();
            case EnginePackets.MESSAGE -> {
                return SocketPacket.parse(packet.substring(1)).map(this::handle).orElseGet(() -> {
                    log.debug("Expected a packet of Socket.IO 5, but session {} sent something else.", shortId());
                    end();
                    return Mono.empty();
                });
            }
            default -> end();
        }
        return Mono.empty();
    }

    private Mono<Void> handle(SocketPacket packet) {
        return switch (packet) {
            case SocketPacket.Connect connect -> connect(connect);
            case SocketPacket.Event event -> {
                Talk now = talk();
                if (now == null) {
                    end();
                    yield Mono.empty();
                }
                yield now.conversation().hear(new Heard(event.name(), event.data(), event.ack()));
            }
            case SocketPacket.Ack ack -> Mono.empty();
            case SocketPacket.Disconnect disconnect -> Mono.fromRunnable(this::leave);
        };
    }

    private Mono<Void> connect(SocketPacket.Connect connect) {
        if (!connect.namespace().equals(SocketPacket.ROOT)) {
            String shown = connect.namespace().length() > 80 ? "/" : connect.namespace();
            offer(SocketPacket.refusal(shown, "Invalid namespace", 404));
            return Mono.empty();
        }
        if (talk() != null) {
            end();
            return Mono.empty();
        }
        String token = connect.auth().path("token").asString(handshakeToken);
        return parts.admission().check(token).doOnNext(this::admit).then().onErrorResume(Refusal.class, refusal -> {
            offer(SocketPacket.refusal(
                    SocketPacket.ROOT,
                    refusal.problem().message(language),
                    refusal.problem().status().value()));
            return Mono.empty();
        });
    }

    private void admit(Jwt token) {
        Conversation conversation = parts.conversations().begin(language);
        try {
            conversation.admit(token);
        } catch (Refusal refusal) {
            conversation.end();
            throw refusal;
        }
        BaseSubscriber<Said> hearing = new Hearing();
        Disposable.Composite watching = Disposables.composite();
        String user = token.getSubject();
        boolean late;
        synchronized (this) {
            late = transport == Transport.OVER || talk != null;
            if (!late) {
                talk = new Talk(conversation, user == null ? "" : user, hearing, watching);
                // Until it is there to be asked.
                asked = true;
            }
        }
        if (late) {
            conversation.end();
            return;
        }
        parts.admission().admitted(this);
        offer(SocketPacket.welcome(parts.admission().newId()));
        watching.add(conversation.watch().subscribe());
        watching.add(conversation.farewell().delayElement(CUTS_SAID).subscribe(this::part));
        conversation.said().subscribe(hearing);
    }

    /** Leaves the default namespace; the client may come back into it on the same session. */
    private void leave() {
        Talk before;
        synchronized (this) {
            before = talk;
            talk = null;
        }
        if (before != null) {
            before.end();
            later(door, parts.admission().patience(), this::endUnlessAdmitted);
        }
    }

    // What goes out

    /** Takes what the conversation says, as much as there is room for. */
    private final class Hearing extends BaseSubscriber<Said> {

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            synchronized (EngineSession.this) {
                asked = false;
            }
            drain();
        }

        @Override
        protected void hookOnNext(Said said) {
            synchronized (EngineSession.this) {
                asked = false;
            }
            offer(SocketPacket.of(said));
        }

        @Override
        protected void hookOnError(Throwable failed) {
            log.debug("Session {} ends, since its client reads nothing: {}", shortId(), failed.getMessage());
            end();
        }
    }

    private void offer(byte[] packet) {
        synchronized (this) {
            if (transport == Transport.OVER) {
                return;
            }
            waiting.add(packet);
            waitingBytes += packet.length;
        }
        drain();
    }

    private synchronized byte @Nullable [] take() {
        byte[] packet = waiting.poll();
        if (packet != null) {
            waitingBytes -= packet.length;
        }
        return packet;
    }

    /** Hands out what waits to whoever takes it, and asks for more. */
    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            handOut();
            askForMore();
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }

    private void handOut() {
        FluxSink<byte[]> socket = carrier();
        if (socket != null) {
            while (socket.requestedFromDownstream() > 0 && !socket.isCancelled()) {
                byte[] packet = take();
                if (packet == null) {
                    break;
                }
                socket.next(packet);
            }
        } else {
            answerPoll();
        }
        boolean said;
        synchronized (this) {
            said = lastWordsSaid && waiting.isEmpty() && transport != Transport.OVER;
        }
        if (said) {
            end();
        }
    }

    private void answerPoll() {
        Poll asking;
        byte[] payload;
        synchronized (this) {
            asking = poll;
            if (asking == null || (waiting.isEmpty() && transport == Transport.POLLING)) {
                return;
            }
            poll = null;
            payload = waiting.isEmpty() ? EnginePackets.packet(EnginePackets.NOOP, "") : payload();
            String mark = asking.mark();
            answered = mark == null ? null : new Answered(mark, payload);
        }
        asking.sink().success(payload);
    }

    /** As many packets as fit, at least one. Called with the lock held. */
    private byte[] payload() {
        ByteArrayOutputStream payload = new ByteArrayOutputStream(Math.min(waitingBytes + MOST_WAITING, PAYLOAD_BYTES));
        for (byte[] packet = waiting.peek(); packet != null; packet = waiting.peek()) {
            if (payload.size() > 0) {
                if (payload.size() + packet.length >= PAYLOAD_BYTES) {
                    break;
                }
                payload.write(EnginePackets.SEPARATOR);
            }
            payload.writeBytes(packet);
            waiting.remove();
            waitingBytes -= packet.length;
        }
        return payload.toByteArray();
    }

    private void askForMore() {
        BaseSubscriber<Said> from;
        synchronized (this) {
            Talk now = talk;
            if (now == null
                    || asked
                    || now.hearing().isDisposed()
                    || waiting.size() >= MOST_WAITING
                    || waitingBytes >= MOST_WAITING_BYTES) {
                return;
            }
            asked = true;
            from = now.hearing();
        }
        from.request(1);
    }

    private synchronized @Nullable FluxSink<byte[]> carrier() {
        return carrier;
    }

    private synchronized @Nullable Talk talk() {
        return talk;
    }

    // The transports

    /**
     * What waits, as soon as anything does. Ends empty when there is nothing to fetch here; two at a time end the session. HTTP clients send a
     * request again by themselves when its connection broke before an answer came: then the answer is the same, and nothing is lost.
     *
     * @param mark what the client names this request by
     */
    Mono<byte[]> poll(@Nullable String mark) {
        return Mono.create(sink -> {
            Poll asked = new Poll(sink, mark);
            Poll before = null;
            byte[] again = null;
            boolean twice = false;
            boolean elsewhere;
            synchronized (this) {
                elsewhere = transport == Transport.WEBSOCKET || transport == Transport.OVER;
                if (!elsewhere) {
                    Answered last = answered;
                    if (last != null && last.mark().equals(mark)) {
                        again = last.payload();
                    } else {
                        before = poll;
                        twice = before != null && (mark == null || !mark.equals(before.mark()));
                        poll = twice ? before : asked;
                    }
                }
            }
            if (twice) {
                end();
            } else if (before != null) {
                before.sink().success();
            }
            if (again != null) {
                sink.success(again);
            } else if (twice || elsewhere) {
                sink.success();
            } else {
                sink.onDispose(() -> forget(asked));
                drain();
            }
        });
    }

    private synchronized void forget(Poll asked) {
        if (poll == asked) {
            poll = null;
        }
    }

    /** A WebSocket is tried. @return false when this session has one already, or is over */
    boolean beginProbe() {
        synchronized (this) {
            if (transport != Transport.POLLING) {
                return false;
            }
            transport = Transport.PROBING;
        }
        drain();
        return true;
    }

    /** The WebSocket that was tried is gone before it was taken. */
    synchronized void probeFailed() {
        if (transport == Transport.PROBING) {
            transport = Transport.POLLING;
        }
    }

    /** From its subscription on, everything goes this way. For one subscriber. */
    Flux<byte[]> carried() {
        return Flux.create(
                sink -> {
                    Poll asking;
                    boolean late;
                    synchronized (this) {
                        late = transport == Transport.OVER || transport == Transport.WEBSOCKET;
                        asking = poll;
                        poll = null;
                        answered = null;
                        if (!late) {
                            transport = Transport.WEBSOCKET;
                            carrier = sink;
                        }
                    }
                    if (asking != null) {
                        asking.sink().success(EnginePackets.packet(EnginePackets.NOOP, ""));
                    }
                    if (late) {
                        sink.complete();
                        return;
                    }
                    sink.onRequest(count -> drain());
                    drain();
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    // Life and death

    private void ping() {
        synchronized (this) {
            awaitingPong = true;
        }
        later(heart, parts.settings().pingTimeout(), this::end);
        offer(EnginePackets.packet(EnginePackets.PING, ""));
    }

    private void pong() {
        synchronized (this) {
            if (!awaitingPong) {
                return;
            }
            awaitingPong = false;
        }
        later(heart, parts.settings().pingInterval(), this::ping);
    }

    private void endUnlessAdmitted() {
        if (talk() == null) {
            end();
        }
    }

    /** Says the last word, leaves a moment to fetch it, and ends. */
    private void part(Farewell farewell) {
        switch (farewell) {
            case TOKEN_REFUSED, NO_PLACE -> offer(SocketPacket.dismissal());
            // Without a word of Socket.IO its client comes back by itself, and resumes.
            case TOO_SLOW -> {}
        }
        offer(EnginePackets.packet(EnginePackets.CLOSE, ""));
        synchronized (this) {
            lastWordsSaid = true;
        }
        later(parting, parts.settings().lastWords(), this::end);
        drain();
    }

    /** Ends the session now. Repeated calls change nothing. */
    void end() {
        Talk before;
        Poll asking;
        FluxSink<byte[]> socket;
        synchronized (this) {
            if (transport == Transport.OVER) {
                return;
            }
            transport = Transport.OVER;
            before = talk;
            talk = null;
            asking = poll;
            poll = null;
            answered = null;
            socket = carrier;
            carrier = null;
            waiting.clear();
            waitingBytes = 0;
        }
        heart.dispose();
        door.dispose();
        parting.dispose();
        onEnd.accept(this);
        if (before != null) {
            before.end();
        }
        if (asking != null) {
            asking.sink().success(EnginePackets.packet(EnginePackets.CLOSE, ""));
        }
        if (socket != null) {
            socket.complete();
        }
    }

    private static void later(Disposable.Swap timer, Duration pause, Runnable task) {
        timer.update(Schedulers.parallel().schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Enough of the id to find it in a log, and too little to use it. */
    private String shortId() {
        return id.substring(0, 6);
    }
}
