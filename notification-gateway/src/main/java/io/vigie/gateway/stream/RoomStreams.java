package io.vigie.gateway.stream;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.stream.Room.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many rooms as one stream of server-sent events, since browsers open no more than six connections to one place: {@code GET /api/live?rapport=…&campain=…}.
 * Each event's data names its {@code room}; each event's id holds the place in every report, so that the last one resumes them all.
 */
@Configuration(proxyBeanMethods = false)
class RoomStreams {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_ROOMS = 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final String BETWEEN = ",";
    private static final String AT = "@";

    /** What a refusal is called here: a browser takes {@code error} for the connection's own. */
    private static final String REFUSED = "refused";

    private final Conversations conversations;
    private final StreamSettings settings;

    RoomStreams(Conversations conversations, StreamSettings settings) {
        this.conversations = conversations;
        this.settings = settings;
    }

    @Bean
    RouterFunction<ServerResponse> roomStream() {
        return RouterFunctions.route().GET("/api/live", this::stream).build();
    }

    private Mono<ServerResponse> stream(ServerRequest request) {
        return request.principal().cast(JwtAuthenticationToken.class).flatMap(user -> stream(request, user.getToken()));
    }

    private Mono<ServerResponse> stream(ServerRequest request, Jwt token) {
        Set<Room> rooms = rooms(request);
        Positions positions = new Positions(ServerSentStreams.lastId(request));
        if (rooms.stream().allMatch(positions::hasEnded)) {
            return ServerResponse.noContent().build();
        }
        Conversation conversation =
                conversations.begin(Problem.languageOf(request.exchange().getRequest()));
        conversation.admit(token);
        List<Heard> asked = rooms.stream()
                .map(room -> new Heard("join", positions.joining(room), null))
                .toList();
        Mono<Void> joins =
                Flux.fromIterable(asked).concatMap(conversation::hear).then(conversation.watch());
        Flux<byte[]> said = conversation
                .said()
                .ofType(Said.Event.class)
                .map(event -> written(event, positions))
                .takeUntil(last -> rooms.stream().allMatch(positions::hasEnded));
        Mono<Farewell> lastWordsSaid = conversation.farewell().delayElement(LAST_WORDS);
        Flux<byte[]> texts = said.publish(
                        shared -> Flux.merge(
                                shared,
                                joins.cast(byte[].class).takeUntilOther(shared.then()),
                                Flux.interval(settings.heartbeat())
                                        .onBackpressureDrop()
                                        .map(tick -> ServerSentText.heartbeat())
                                        .takeUntilOther(shared.then())),
                        1)
                .takeUntilOther(lastWordsSaid)
                .doFinally(end -> conversation.end());
        return ServerSentText.answer(texts).doOnCancel(conversation::end);
    }

    private static Set<Room> rooms(ServerRequest request) {
        Set<Room> rooms = new LinkedHashSet<>();
        Map<String, Kind> kinds = Map.of("rapport", Kind.RAPPORT, "campain", Kind.CAMPAIN);
        kinds.forEach((parameter, kind) -> request.queryParams()
                .getOrDefault(parameter, List.of())
                .forEach(id -> rooms.add(Room.parse(parameter + "_" + id).orElseThrow(() -> malformed(id)))));
        if (rooms.isEmpty() || rooms.size() > MOST_ROOMS) {
            throw Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "Indiquez de 1 à %d rapports ou campagnes à suivre".formatted(MOST_ROOMS),
                            "Name 1 to %d reports or campaigns to watch".formatted(MOST_ROOMS))
                    .asRefusal();
        }
        return rooms;
    }

    private static RuntimeException malformed(String id) {
        return Problem.of(HttpStatus.BAD_REQUEST, "Identifiant malformé", "Malformed identifier")
                .at("id", "the id of a report or campaign", id)
                .asRefusal();
    }

    private static byte[] written(Said.Event event, Positions positions) {
        String room = event.room();
        String name = event.name().equals("error") ? REFUSED : event.name();
        if (room == null) {
            positions.refused(event.json());
            return ServerSentText.event(name, null, event.json());
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream(event.json().length + 80);
        data.write(event.json(), 0, event.json().length - 1);
        data.writeBytes((",\"room\":\"" + room + "\"}").getBytes(StandardCharsets.UTF_8));
        return ServerSentText.event(name, positions.after(room, event), data.toByteArray());
    }

    /** How far the client is in each report. One thread at a time. */
    private static final class Positions {

        private static final String ENDED = "end";

        private final Map<String, String> positions = new LinkedHashMap<>();
        private final Set<String> ended = new LinkedHashSet<>();

        Positions(@Nullable String id) {
            if (id == null || id.isBlank()) {
                return;
            }
            for (String part : id.strip().split(BETWEEN, MOST_ROOMS + 1)) {
                String[] roomAndPosition = part.split(AT, 2);
                StreamPosition position =
                        roomAndPosition.length < 2 ? null : StreamRequests.position(roomAndPosition[1]);
                if (position == null) {
                    throw malformed(part);
                }
                positions.put(roomAndPosition[0], roomAndPosition[1]);
                if (position.stage() == StreamPosition.Stage.END) {
                    ended.add(roomAndPosition[0]);
                }
            }
        }

        boolean hasEnded(Room room) {
            return ended.contains(room.name());
        }

        ObjectNode joining(Room room) {
            return JSON.createObjectNode().put("room", room.name()).put("after", positions.get(room.name()));
        }

        /** The id after an event: every report's last one. */
        @Nullable
        String after(String room, Said.Event event) {
            if (event.name().equals(ENDED)) {
                ended.add(room);
            }
            String id = event.id();
            if (id == null) {
                return null;
            }
            positions.put(room, id);
            return positions.entrySet().stream()
                    .map(position -> position.getKey() + AT + position.getValue())
                    .collect(Collectors.joining(BETWEEN));
        }

        /** What is refused has nothing to tell any more. */
        void refused(byte[] error) {
            JsonNode about = JSON.readTree(error);
            ended.add(
                    Room.of(Kind.RAPPORT, about.path("rapport_id").asString("")).name());
            ended.add(
                    Room.of(Kind.CAMPAIN, about.path("campain_id").asString("")).name());
        }
    }
}
