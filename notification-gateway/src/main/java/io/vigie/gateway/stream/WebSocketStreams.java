package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Refusal;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams over one WebSocket, {@code /ws}: {@code {"event":"join_rapport","data":{"rapport_id":…,"after":…}}} and {@code leave_rapport}; answers are
 * {@code {"event":…,"id":…,"data":…}} with the names, ids and order of server-sent events. {@code join_campain} and {@code leave_campain} with a
 * {@code campain_id} tell, from then on, when the campaign's files change.
 */
@Component
final class WebSocketStreams implements WebSocketHandler {

    private static final Logger log = LoggerFactory.getLogger(WebSocketStreams.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The session is over: log in, then connect again. */
    private static final CloseStatus TOKEN_REFUSED = new CloseStatus(4401, "token refused or expired");

    /** How many answers may wait for a client that does not read, beside its streams. */
    private static final int WAITING_ANSWERS = 256;

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final CloseStatus TOO_SLOW = new CloseStatus(4408, "reading is too slow");

    private static final Problem TOO_MANY = Problem.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "Trop de rapports suivis sur cette connexion : quittez-en un.",
            "Too many reports are watched on this connection: leave one.");

    private static final String EVENTS = "authenticate, join_rapport, leave_rapport, join_campain or leave_campain";

    private static final int LONGEST_ID = 100;

    private static final CloseStatus NO_PLACE = new CloseStatus(4429, "too many connections");

    private final StreamRequests requests;
    private final OpenStreams open;
    private final StreamSettings settings;
    private final CampaignDoor door;
    private final CampaignRooms rooms;
    private final ReactiveJwtDecoder tokens;
    private final Clock clock;

    WebSocketStreams(
            StreamRequests requests,
            CampaignDoor door,
            CampaignRooms rooms,
            OpenStreams open,
            StreamSettings settings,
            ReactiveJwtDecoder tokens,
            Clock clock) {
        this.requests = requests;
        this.door = door;
        this.rooms = rooms;
        this.open = open;
        this.settings = settings;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Conversation conversation = new Conversation(session);
        return session.getHandshakeInfo()
                .getPrincipal()
                .cast(JwtAuthenticationToken.class)
                .map(JwtAuthenticationToken::getToken)
                .doOnNext(conversation::admit)
                .then(Mono.defer(conversation::run));
    }

    /** One WebSocket. Messages of the client are handled one after another. */
    private final class Conversation {

        private final WebSocketSession session;
        private final Locale language;
        private final Map<RunId, RunStream> joined = new HashMap<>();
        private final Set<CampaignId> campaigns = new HashSet<>();
        private final Consumer<BrowserEvent> heard = this::say;
        private final Sinks.Many<Flux<WebSocketMessage>> outgoing = Sinks.many()
                .unicast()
                .onBackpressureBuffer(
                        Queues.<Flux<WebSocketMessage>>get(WAITING_ANSWERS).get());
        private final Sinks.One<CloseStatus> closing = Sinks.one();
        private final Sinks.Empty<Void> admitted = Sinks.empty();
        private final Sinks.Many<Instant> expiries = Sinks.many().replay().latest();
        private volatile @Nullable Viewer viewer;
        private OpenStreams.@Nullable Connection connection;

        Conversation(WebSocketSession session) {
            this.session = session;
            this.language = Problem.languageOf(session.getHandshakeInfo().getHeaders());
        }

        Mono<Void> run() {
            Mono<Void> receiving = session.receive()
                    .concatMap(message -> handle(message).thenReturn(true))
                    .then();
            Flux<WebSocketMessage> pings = Flux.interval(settings.heartbeat())
                    .onBackpressureDrop()
                    .map(tick -> session.pingMessage(buffers -> buffers.wrap(new byte[0])));
            Flux<WebSocketMessage> frames = Flux.merge(
                    outgoing.asFlux().flatMap(stream -> stream, settings.joinsPerConnection() + 8, 1), pings);
            // Whatever is said last has a moment to go out before the connection closes, with the reason as its code.
            Mono<CloseStatus> lastWordsSaid = closing.asMono().delayElement(LAST_WORDS);
            Mono<Void> sending = session.send(frames.takeUntilOther(lastWordsSaid))
                    .then(closing.asMono())
                    .flatMap(session::close);
            Mono<Void> late = admitted.asMono()
                    .timeout(settings.authenticateWithin())
                    .onErrorResume(TimeoutException.class, timeout -> {
                        refuse(Problem.of(HttpStatus.UNAUTHORIZED, "Token manquant", "Missing token"), null);
                        closing.tryEmitValue(TOKEN_REFUSED);
                        return Mono.empty();
                    })
                    .then(Mono.never());
            return Mono.firstWithSignal(receiving, sending, late, closedWithTheToken())
                    .doFinally(end -> leaveAll());
        }

        /** Lets the owner of a token in, until the token's time is over. */
        synchronized void admit(Jwt token) {
            Viewer known = ServerSentStreams.viewer(token, language);
            if (connection == null) {
                try {
                    connection = open.open(known.user());
                } catch (Refusal refusal) {
                    refuse(refusal.problem(), null);
                    closing.tryEmitValue(NO_PLACE);
                    return;
                }
            }
            viewer = known;
            admitted.tryEmitEmpty();
            expiries.tryEmitNext(known.expires());
        }

        /** Closes the connection with the token's end; every stream says by itself why it ends. */
        private Mono<Void> closedWithTheToken() {
            return expiries.asFlux()
                    .switchMap(expires -> {
                        Duration left = Duration.between(clock.instant(), expires);
                        return Mono.delay(left.isNegative() ? Duration.ZERO : left);
                    })
                    .next()
                    .doOnNext(over -> closing.tryEmitValue(TOKEN_REFUSED))
                    .then(Mono.never());
        }

        private Mono<Void> handle(WebSocketMessage message) {
            if (message.getType() != WebSocketMessage.Type.TEXT) {
                return Mono.empty();
            }
            JsonNode request;
            try {
                request = JSON.readTree(message.getPayloadAsText());
            } catch (JacksonException malformed) {
                refuse(badMessage("$", "a JSON object with \"event\" and \"data\"", "malformed JSON"), null);
                return Mono.empty();
            }
            JsonNode data = request.path("data");
            String event = request.path("event").asString("");
            try {
                return switch (event) {
                    case "authenticate" -> authenticate(data.path("token").asString(""));
                    case "join_rapport" -> join(data);
                    case "leave_rapport" -> {
                        leave(StreamRequests.run(data.path("rapport_id").asString("")));
                        yield Mono.empty();
                    }
                    case "join_campain" -> joinCampaign(campaign(data));
                    case "leave_campain" -> {
                        leaveCampaign(campaign(data));
                        yield Mono.empty();
                    }
                    default -> {
                        refuse(badMessage("event", EVENTS, event), null);
                        yield Mono.empty();
                    }
                };
            } catch (Refusal refusal) {
                refuse(refusal.problem(), data.path("rapport_id").asString(null));
                return Mono.empty();
            }
        }

        private Mono<Void> authenticate(String token) {
            return tokens.decode(token).doOnNext(this::admit).then().onErrorResume(JwtException.class, refused -> {
                refuse(
                        Problem.of(
                                HttpStatus.UNAUTHORIZED,
                                "Token invalide. Veuillez vous reconnecter.",
                                "Invalid token. Please log in again."),
                        null);
                closing.tryEmitValue(TOKEN_REFUSED);
                return Mono.empty();
            });
        }

        private Mono<Void> join(JsonNode data) {
            Viewer who = viewer;
            RunId run = StreamRequests.run(data.path("rapport_id").asString(""));
            if (who == null) {
                refuse(Problem.of(HttpStatus.UNAUTHORIZED, "Token manquant", "Missing token"), run.value());
                return Mono.empty();
            }
            StreamPosition after = StreamRequests.position(data.path("after").asString(null));
            if (after != null && after.stage() == Stage.END) {
                emit(Flux.just(text(Frame.end(run, after))));
                return Mono.empty();
            }
            synchronized (this) {
                if (isFull() && !joined.containsKey(run)) {
                    refuse(TOO_MANY, run.value());
                    return Mono.empty();
                }
            }
            return requests.open(run, after, who)
                    .doOnNext(stream -> start(run, stream))
                    .onErrorResume(Refusal.class, refusal -> {
                        refuse(refusal.problem(), run.value());
                        return Mono.empty();
                    })
                    .then();
        }

        private Mono<Void> joinCampaign(CampaignId campaign) {
            Viewer who = viewer;
            if (who == null) {
                refuseCampaign(Problem.of(HttpStatus.UNAUTHORIZED, "Token manquant", "Missing token"), campaign);
                return Mono.empty();
            }
            synchronized (this) {
                if (isFull() && !campaigns.contains(campaign)) {
                    refuseCampaign(TOO_MANY, campaign);
                    return Mono.empty();
                }
            }
            return door.enter(campaign, who.token())
                    .then(Mono.<Void>fromRunnable(() -> enter(campaign)))
                    .onErrorResume(Refusal.class, refusal -> {
                        refuseCampaign(refusal.problem(), campaign);
                        return Mono.empty();
                    });
        }

        private synchronized void enter(CampaignId campaign) {
            if (connection != null && campaigns.add(campaign)) {
                rooms.join(campaign, heard);
            }
            say(new BrowserEvent("campain_joined", about(campaign)));
        }

        private synchronized void leaveCampaign(CampaignId campaign) {
            if (campaigns.remove(campaign)) {
                rooms.leave(campaign, heard);
            }
        }

        /** How many runs and campaigns are watched on this connection. Called with the lock held. */
        private boolean isFull() {
            return joined.size() + campaigns.size() >= settings.joinsPerConnection();
        }

        private void say(BrowserEvent event) {
            emit(Flux.just(text(new Frame(event.name(), event.json(), null))));
        }

        private synchronized void start(RunId run, RunStream stream) {
            leave(run);
            OpenStreams.Connection place = connection;
            if (place == null) {
                stream.close();
                return;
            }
            joined.put(run, stream);
            place.add(stream);
            emit(PulledFrames.of(stream, settings.stalled())
                    .filter(frame -> frame != Frame.HEARTBEAT)
                    .map(this::text)
                    .doFinally(end -> forget(run, stream)));
        }

        private synchronized void forget(RunId run, RunStream stream) {
            joined.remove(run, stream);
            OpenStreams.Connection place = connection;
            if (place != null) {
                place.remove(stream);
            }
        }

        private synchronized void leave(RunId run) {
            RunStream stream = joined.remove(run);
            if (stream != null) {
                stream.stop();
            }
        }

        private synchronized void leaveAll() {
            joined.values().forEach(RunStream::stop);
            joined.clear();
            campaigns.forEach(campaign -> rooms.leave(campaign, heard));
            campaigns.clear();
            OpenStreams.Connection place = connection;
            if (place != null) {
                place.close();
            }
        }

        private void refuse(Problem problem, @Nullable String run) {
            refuse(problem, "rapport_id", run);
        }

        private void refuseCampaign(Problem problem, CampaignId campaign) {
            refuse(problem, "campain_id", campaign.value());
        }

        private void refuse(Problem problem, String about, @Nullable String id) {
            var data = JSON.createObjectNode()
                    .put("message", problem.message(language))
                    .put("status", problem.status().value());
            if (id != null) {
                data.put(about, id);
            }
            if (!problem.errors().isEmpty()) {
                data.set("errors", JSON.valueToTree(problem.errors()));
            }
            emit(Flux.just(text(new Frame("error", JSON.writeValueAsBytes(data), null))));
        }

        private void emit(Flux<WebSocketMessage> messages) {
            synchronized (outgoing) {
                Sinks.EmitResult result = outgoing.tryEmitNext(messages);
                if (result.isFailure()) {
                    log.debug("Expected to answer on a WebSocket, but could not: {}", result);
                    closing.tryEmitValue(TOO_SLOW);
                }
            }
        }

        private WebSocketMessage text(Frame frame) {
            ByteArrayOutputStream text = new ByteArrayOutputStream(frame.json().length + 160);
            String id = frame.id();
            text.writeBytes(utf8("{\"event\":\"" + frame.name() + "\","));
            if (id != null) {
                text.writeBytes(utf8("\"id\":\"" + id + "\","));
            }
            text.writeBytes(utf8("\"data\":"));
            text.writeBytes(frame.json());
            text.write('}');
            return new WebSocketMessage(
                    WebSocketMessage.Type.TEXT, session.bufferFactory().wrap(text.toByteArray()));
        }
    }

    private static CampaignId campaign(JsonNode data) {
        String id = data.path("campain_id").asString("");
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw badMessage("campain_id", "the id of a campaign", id).asRefusal();
        }
        return CampaignId.of(id);
    }

    private static byte[] about(CampaignId campaign) {
        return JSON.writeValueAsBytes(JSON.createObjectNode().put("campain_id", campaign.value()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Problem badMessage(String path, String expected, String found) {
        Problem bad = Problem.of(HttpStatus.BAD_REQUEST, "Message malformé", "Malformed message");
        return bad.at(path, expected, found.length() > 80 ? found.substring(0, 80) + "…" : found);
    }
}
