package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.stream.Replay.Score;
import io.vigie.gateway.stream.Replay.Speed;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import io.vigie.gateway.stream.StreamPosition.Stage;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Replays as server-sent events: {@code GET /api/rapports/{id}/replay?speed=1|10|max&from=<sequence>}. */
@Configuration(proxyBeanMethods = false)
class ReplayStreams {

    private static final int LONGEST_NUMBER = 18;

    private final Sources sources;
    private final OpenStreams open;
    private final ReplaySettings settings;
    private final Semaphore places;
    private final Scheduler players =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "replay");

    ReplayStreams(Sources sources, OpenStreams open, ReplaySettings settings) {
        this.sources = sources;
        this.open = open;
        this.settings = settings;
        this.places = new Semaphore(settings.atOnce());
    }

    @Bean
    RouterFunction<ServerResponse> replayStream() {
        return RouterFunctions.route()
                .GET("/api/rapports/{id}/replay", this::replay)
                .build();
    }

    private Mono<ServerResponse> replay(ServerRequest request) {
        return request.principal().cast(JwtAuthenticationToken.class).flatMap(user -> replay(request, user.getToken()));
    }

    private Mono<ServerResponse> replay(ServerRequest request, Jwt token) {
        RunId run = StreamRequests.run(request.pathVariable("id"));
        StreamPosition after = StreamRequests.position(ServerSentStreams.lastId(request));
        Score score = new Score(
                run,
                speed(request.queryParam("speed").orElse("1")),
                from(request.queryParam("from").orElse("0")),
                after,
                settings.longestPause());
        if (after != null && after.stage() == Stage.END) {
            return ServerResponse.noContent().build();
        }
        Viewer viewer = ServerSentStreams.viewer(
                token, Problem.languageOf(request.exchange().getRequest()));
        OpenStreams.Connection connection = open.open(viewer.user());
        if (!places.tryAcquire()) {
            connection.close();
            return Mono.error(Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "Trop de relectures sont en cours. Réessayez plus tard.",
                            "Too many replays are being played. Try again later.")
                    .withHeader(HttpHeaders.RETRY_AFTER, "30")
                    .asRefusal());
        }
        Place place = new Place(connection);
        return sources.snapshots()
                .of(run, viewer.token())
                .doOnError(refused -> place.close())
                .doOnCancel(place::close)
                .flatMap(report -> ServerSentText.answer(frames(score, viewer, report, connection)
                        .map(ServerSentText::of)
                        .doFinally(end -> place.close())));
    }

    /** What a replay holds, given back once. */
    private final class Place {

        private final OpenStreams.Connection connection;
        private boolean closed;

        Place(OpenStreams.Connection connection) {
            this.connection = connection;
        }

        synchronized void close() {
            if (!closed) {
                closed = true;
                connection.close();
                places.release();
            }
        }
    }

    private Flux<Frame> frames(Score score, Viewer viewer, Snapshot report, OpenStreams.Connection connection) {
        Replay replay =
                new Replay(sources, viewer, score, report, pause -> TimeUnit.MILLISECONDS.sleep(pause.toMillis()));
        Flux<Frame> played = Flux.<Frame>generate(sink -> {
                    try {
                        Frame frame = replay.next();
                        if (frame == null) {
                            sink.complete();
                        } else {
                            sink.next(frame);
                        }
                    } catch (InterruptedException left) {
                        sink.complete();
                    }
                })
                .subscribeOn(players);
        return played.concatWith(Flux.defer(() -> {
            StreamPosition reached = replay.reached();
            if (reached == null) {
                return Flux.empty();
            }
            RunStream rest = RunStream.resumed(sources, score.run(), viewer, reached);
            connection.add(rest);
            return PulledFrames.of(rest, sources.settings().stalled());
        }));
    }

    private static Speed speed(String word) {
        return Speed.of(word)
                .orElseThrow(() -> Problem.of(HttpStatus.BAD_REQUEST, "Vitesse inconnue", "Unknown speed")
                        .at("speed", "1, 10 or max", word)
                        .asRefusal());
    }

    private static long from(String number) {
        if (number.isEmpty()
                || number.length() > LONGEST_NUMBER
                || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "Numéro d'événement malformé", "Malformed event number")
                    .at("from", "the number of an event of the run", number)
                    .asRefusal();
        }
        return Long.parseLong(number);
    }
}
