package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Refusal;
import io.vigie.gateway.stream.Conversations.Parts;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client that watches any number of rooms over one connection, whatever the wire: who it is, what it joined, what it is told and why it is
 * refused. The wire only turns messages into {@link Heard} and {@link Said} into messages.
 *
 * <p>A room joined again is left first. Within a room everything comes in order; rooms among each other have none. What is said waits for demand:
 * a room's stream is bounded and cut on its own, answers are bounded in number.
 *
 * <p>Requests are handled one after another by the wire; everything else is safe for any thread.
 */
public final class Conversation {

    private static final Logger log = LoggerFactory.getLogger(Conversation.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** How many answers may wait for a client that does not read, beside its streams. */
    private static final int WAITING_ANSWERS = 256;

    private static final Problem TOO_MANY = Problem.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "Trop de rapports suivis sur cette connexion : quittez-en un.",
            "Too many reports are watched on this connection: leave one.");
    private static final Problem NOBODY = Problem.of(HttpStatus.UNAUTHORIZED, "Token manquant", "Missing token");
    private static final String EVENTS = "authenticate, join, leave, and join_ or leave_ with rapport, campain or test";

    private final Parts parts;
    private final Locale language;
    private final Map<Room, Joined> joined = new HashMap<>();
    private final Sinks.Many<Flux<Said>> outgoing = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<Flux<Said>>get(WAITING_ANSWERS).get());
    private final Sinks.One<Farewell> farewell = Sinks.one();
    private final Sinks.Empty<Void> admitted = Sinks.empty();
    private final Sinks.Many<Instant> expiries = Sinks.many().replay().latest();
    private volatile @Nullable Viewer viewer;
    private OpenStreams.@Nullable Connection connection;
    private boolean over;

    /** How to leave a room. Called with the lock held. */
    @FunctionalInterface
    private interface Joined {
        void leave();
    }

    Conversation(Parts parts, Locale language) {
        this.parts = parts;
        this.language = language;
    }

    /** What is said, as it is asked for. For one subscriber; an error ends the connection, and the client resumes. */
    public Flux<Said> said() {
        return outgoing.asFlux().flatMap(stream -> stream, parts.settings().joinsPerConnection() + 8, 1);
    }

    /** Why the server ends the conversation, once it does. What was said before should still go out. */
    public Mono<Farewell> farewell() {
        return farewell.asMono();
    }

    /** Says farewell when nobody is let in within the time for it, and when the token's time is over. Never ends by itself; to be subscribed once. */
    public Mono<Void> watch() {
        Mono<Void> late = admitted.asMono()
                .timeout(parts.settings().authenticateWithin())
                .onErrorResume(TimeoutException.class, timeout -> {
                    refuse(NOBODY);
                    bid(Farewell.TOKEN_REFUSED);
                    return Mono.empty();
                })
                .then(Mono.never());
        // Every stream says by itself that it ends with its token.
        Mono<Void> expired = expiries.asFlux()
                .switchMap(expires -> {
                    Duration left = Duration.between(parts.clock().instant(), expires);
                    return Mono.delay(left.isNegative() ? Duration.ZERO : left);
                })
                .next()
                .doOnNext(now -> bid(Farewell.TOKEN_REFUSED))
                .then(Mono.never());
        return Mono.firstWithSignal(late, expired);
    }

    /**
     * Lets the owner of a token in, until the token's time is over. Who is in already goes on with the new token.
     *
     * @throws Refusal when there is no place
     */
    public synchronized void admit(Jwt token) {
        Viewer known = ServerSentStreams.viewer(token, language);
        if (over) {
            return;
        }
        if (connection == null) {
            connection = parts.open().open(known.user());
        }
        viewer = known;
        admitted.tryEmitEmpty();
        expiries.tryEmitNext(known.expires());
    }

    /** Lets the owner of a token in, or tells why not and says farewell. */
    public void admitOrPart(Jwt token) {
        try {
            admit(token);
        } catch (Refusal refusal) {
            refuse(refusal.problem());
            bid(Farewell.NO_PLACE);
        }
    }

    /** Does what the client asks. Never ends with an error: refusals are said. */
    public Mono<Void> hear(Heard heard) {
        return Mono.defer(() -> handle(heard)).onErrorResume(Refusal.class, refusal -> {
            refuse(heard, refusal.problem(), "rapport_id", heard.data().path("rapport_id"));
            return Mono.empty();
        });
    }

    /** Says that a message is none that can be understood. */
    public void refuseMalformed(String expected, String found) {
        refuse(RequestReading.malformed("$", expected, found));
    }

    private Mono<Void> handle(Heard heard) {
        JsonNode data = heard.data();
        return switch (heard.event()) {
            case "authenticate" -> authenticate(heard);
            case "join" -> join(heard, RequestReading.named(data));
            case "leave" -> leave(heard, RequestReading.named(data));
            case "join_rapport" -> join(heard, RequestReading.rapport(data));
            case "leave_rapport" -> leave(heard, RequestReading.rapport(data));
            case "join_campain" -> join(heard, RequestReading.campaign(data));
            case "leave_campain" -> leave(heard, RequestReading.campaign(data));
            case "join_test" -> join(heard, RequestReading.test(data));
            case "leave_test" -> leave(heard, RequestReading.test(data));
            default ->
                throw RequestReading.malformed("event", EVENTS, heard.event()).asRefusal();
        };
    }

    private Mono<Void> authenticate(Heard heard) {
        return parts.sessions()
                .check(heard.data().path("token").asString(""))
                .doOnNext(token -> {
                    admitOrPart(token);
                    answer(heard, agreement());
                })
                .then()
                .onErrorResume(Refusal.class, refusal -> {
                    refuse(heard, refusal.problem(), "event", heard.data().path("event"));
                    bid(Farewell.TOKEN_REFUSED);
                    return Mono.empty();
                });
    }

    private Mono<Void> join(Heard heard, Room room) {
        Viewer who = viewer;
        Problem refused = who == null ? NOBODY : isFullFor(room) ? TOO_MANY : null;
        if (who == null || refused != null) {
            refuse(heard, refused == null ? NOBODY : refused, room);
            return Mono.empty();
        }
        Mono<Void> joining = switch (room.kind()) {
            case RAPPORT -> joinRun(heard, room, who);
            case CAMPAIN -> joinCampaign(heard, room, who);
            case TEST -> joinTest(heard, room, who);
        };
        return joining.onErrorResume(Refusal.class, refusal -> {
            refuse(heard, refusal.problem(), room);
            return Mono.empty();
        });
    }

    private Mono<Void> joinRun(Heard heard, Room room, Viewer who) {
        RunId run = StreamRequests.run(room.id());
        StreamPosition after =
                StreamRequests.position(heard.data().path("after").asString(null));
        if (after != null && after.stage() == Stage.END) {
            answer(heard, agreement(room).put("resumed", true));
            say(said(room, Frame.end(run, after)));
            return Mono.empty();
        }
        return parts.requests()
                .open(run, after, who)
                .doOnNext(stream -> {
                    answer(heard, agreement(room).put("resumed", after != null));
                    start(room, stream, PulledFrames.of(stream, parts.settings().stalled()));
                })
                .then();
    }

    private Mono<Void> joinTest(Heard heard, Room room, Viewer who) {
        JsonNode data = heard.data();
        String named = data.path("rapport_id").asString("");
        // A test that is tried alone is known by its own id.
        Mono<RunId> run =
                named.isEmpty() ? parts.trials().runOf(room.id(), who.token()) : Mono.just(StreamRequests.run(named));
        Integer attempt = data.has("attempt") ? (Integer) RequestReading.natural(data, "attempt") : null;
        int fromLine = data.has("from_line") ? RequestReading.natural(data, "from_line") : 1;
        return run.flatMap(found -> parts.logs().open(new TestLogs.Wanted(found, room.id(), attempt, fromLine), who))
                .doOnNext(log -> {
                    answer(
                            heard,
                            agreement(room).put("rapport_id", log.stream().run().value()));
                    start(room, log.stream(), log.frames());
                })
                .then();
    }

    private Mono<Void> joinCampaign(Heard heard, Room room, Viewer who) {
        CampaignId campaign = CampaignId.of(room.id());
        return parts.door()
                .enter(campaign, who.token())
                .then(parts.running().of(campaign, who.token()))
                .doOnNext(running -> {
                    answer(heard, agreement(room));
                    parts.runs().adopt(campaign, running);
                    enter(room, campaign);
                })
                .then();
    }

    private void enter(Room room, CampaignId campaign) {
        leave(room);
        Consumer<BrowserEvent> listener = event -> say(said(room, event));
        say(said(room, new BrowserEvent("campain_joined", about("campain_id", campaign.value()))));
        // Without our lock: who tells us something may need it.
        parts.runs().join(campaign, listener);
        Joined here = () -> parts.rooms().leave(campaign, listener);
        synchronized (this) {
            if (connection == null) {
                here.leave();
            } else {
                joined.put(room, here);
            }
        }
    }

    private synchronized void start(Room room, RunStream stream, Flux<Frame> frames) {
        leave(room);
        OpenStreams.Connection place = connection;
        if (place == null) {
            stream.close();
            return;
        }
        Sinks.Empty<Void> left = Sinks.empty();
        Joined here = () -> {
            stream.stop();
            left.tryEmitEmpty();
        };
        joined.put(room, here);
        place.add(stream);
        emit(frames.filter(frame -> frame != Frame.HEARTBEAT)
                .takeUntilOther(left.asMono())
                .map(frame -> said(room, frame))
                .doFinally(end -> forget(room, here, stream)));
    }

    private synchronized void forget(Room room, Joined here, RunStream stream) {
        joined.remove(room, here);
        OpenStreams.Connection place = connection;
        if (place != null) {
            place.remove(stream);
        }
    }

    private Mono<Void> leave(Heard heard, Room room) {
        leave(room);
        answer(heard, agreement(room));
        return Mono.empty();
    }

    private synchronized void leave(Room room) {
        Joined here = joined.remove(room);
        if (here != null) {
            here.leave();
        }
    }

    /** Leaves everything and gives the place back. Repeated calls change nothing. */
    public synchronized void end() {
        over = true;
        joined.values().forEach(Joined::leave);
        joined.clear();
        OpenStreams.Connection place = connection;
        connection = null;
        if (place != null) {
            place.close();
        }
    }

    private synchronized boolean isFullFor(Room room) {
        return joined.size() >= parts.settings().joinsPerConnection() && !joined.containsKey(room);
    }

    private void answer(Heard heard, ObjectNode answer) {
        Long ack = heard.ack();
        if (ack != null) {
            say(new Said.Answer(ack, JSON.writeValueAsBytes(answer)));
        }
    }

    private static ObjectNode agreement() {
        return JSON.createObjectNode().put("ok", true);
    }

    private static ObjectNode agreement(Room room) {
        return agreement().put("room", room.name());
    }

    private void refuse(Heard heard, Problem problem, Room room) {
        String about = switch (room.kind()) {
            case RAPPORT -> "rapport_id";
            case CAMPAIN -> "campain_id";
            case TEST -> "test_id";
        };
        refuse(heard, problem, about, JSON.getNodeFactory().stringNode(room.id()));
    }

    /** A refusal goes where its request awaits an answer, else it is an event. */
    private void refuse(Heard heard, Problem problem, String about, JsonNode id) {
        ObjectNode error = error(problem);
        if (id.isString()) {
            error.put(about, Problem.shortened(id.asString()));
        }
        if (heard.ack() == null) {
            say(event("error", error));
        } else {
            ObjectNode refusal = JSON.createObjectNode().put("ok", false);
            refusal.set("error", error);
            answer(heard, refusal);
        }
    }

    private void refuse(Problem problem) {
        say(event("error", error(problem)));
    }

    private ObjectNode error(Problem problem) {
        ObjectNode error = JSON.createObjectNode()
                .put("message", problem.message(language))
                .put("status", problem.status().value());
        if (!problem.errors().isEmpty()) {
            error.set("errors", JSON.valueToTree(problem.errors()));
        }
        return error;
    }

    private void bid(Farewell word) {
        farewell.tryEmitValue(word);
    }

    private void say(Said said) {
        // Hidden: the merging gives places of values that it recognises back in large bundles only, and beside some
        // fifty rooms nothing would come through any more.
        emit(Flux.just(said).hide());
    }

    private void emit(Flux<Said> stream) {
        synchronized (outgoing) {
            Sinks.EmitResult result = outgoing.tryEmitNext(stream);
            if (result.isFailure()) {
                log.debug("Expected to say something to a client, but could not: {}", result);
                bid(Farewell.TOO_SLOW);
            }
        }
    }

    private static Said said(Room room, Frame frame) {
        return frame.in(room.name());
    }

    private static Said said(Room room, BrowserEvent event) {
        return new Said.Event(event.name(), room.name(), null, event.json());
    }

    private static Said event(String name, ObjectNode data) {
        return new Said.Event(name, null, null, JSON.writeValueAsBytes(data));
    }

    private static byte[] about(String name, String id) {
        return JSON.writeValueAsBytes(JSON.createObjectNode().put(name, id));
    }
}
