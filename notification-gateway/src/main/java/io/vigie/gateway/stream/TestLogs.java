package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows one test of a run: its log from a line on, caught up from the report and then live, each line once by its number; and what else happens to the
 * test.
 */
final class TestLogs {

    private static final Logger log = LoggerFactory.getLogger(TestLogs.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LINES_AT_ONCE = 500;

    private final WebClient reports;
    private final Sources sources;

    /** @param reports a client whose base address is report-service's */
    TestLogs(WebClient reports, Sources sources) {
        this.reports = reports;
        this.sources = sources;
    }

    /**
     * What is wanted.
     *
     * @param attempt whose lines; null for the newest and those after it
     * @param fromLine the first line wanted of that attempt, from 1
     */
    record Wanted(RunId run, String test, @Nullable Integer attempt, int fromLine) {}

    /**
     * An open log.
     *
     * @param stream to be stopped when the log is left, and closed when its frames are never asked for
     * @param frames for one subscriber; without ids, since a log is resumed by its lines
     */
    record Opened(RunStream stream, Flux<Frame> frames) {}

    /** Opens a log. Ends with a {@code Refusal} when the caller may not see the run, or there is none. */
    Mono<Opened> open(Wanted wanted, Viewer viewer) {
        return sources.snapshots().of(wanted.run(), viewer.token()).map(snapshot -> {
            RunStream stream = RunStream.fresh(sources, wanted.run(), viewer, snapshot);
            Lines lines = new Lines(wanted);
            // An empty report is followed by the whole run, lines included.
            Flux<Frame> past = snapshot.asOf() == null ? Flux.empty() : pages(wanted, lines, viewer);
            Flux<Frame> live = Flux.defer(
                    () -> PulledFrames.of(stream, sources.settings().stalled()).mapNotNull(lines::of));
            return new Opened(stream, past.concatWith(live).onErrorResume(LogAway.class, away -> {
                stream.close();
                return Flux.just(Frame.cut(
                        wanted.run(),
                        Cut.HISTORY_AWAY,
                        viewer.language().getLanguage().equals("en"),
                        null));
            }));
        });
    }

    private Flux<Frame> pages(Wanted wanted, Lines lines, Viewer viewer) {
        return reports.get()
                .uri(address -> address.path("/api/rapports/{run}/tests/{test}/logs")
                        .queryParam("after", lines.last())
                        .queryParam("limit", LINES_AT_ONCE)
                        .queryParamIfPresent("attempt", lines.attempt())
                        .build(wanted.run().value(), wanted.test()))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + viewer.token())
                .exchangeToMono(TestLogs::read)
                .timeout(TIMEOUT)
                .onErrorMap(failed -> {
                    log.debug("Expected lines of a log, but: {}", failed.toString());
                    return new LogAway();
                })
                .flatMapMany(page -> {
                    Flux<Frame> here = Mono.justOrEmpty(lines.ofPage(page)).flux();
                    return page.path("next").isNumber()
                            ? here.concatWith(Flux.defer(() -> pages(wanted, lines, viewer)))
                            : here;
                });
    }

    private static Mono<JsonNode> read(ClientResponse answer) {
        HttpStatus status = HttpStatus.resolve(answer.statusCode().value());
        return switch (status) {
            case OK -> answer.bodyToMono(byte[].class).map(JSON::readTree);
            // A test that nothing is known of yet: its lines come live.
            case NOT_FOUND -> answer.releaseBody().then(Mono.empty());
            case null, default -> answer.releaseBody().then(Mono.error(new LogAway()));
        };
    }

    /** Lets each line of the log pass once. Not thread-safe: pages come before the live frames. */
    private static final class Lines {

        private final Wanted wanted;
        private @Nullable Integer attempt;
        private int last;

        Lines(Wanted wanted) {
            this.wanted = wanted;
            this.attempt = wanted.attempt();
            this.last = wanted.fromLine() - 1;
        }

        int last() {
            return last;
        }

        java.util.Optional<Integer> attempt() {
            return java.util.Optional.ofNullable(attempt);
        }

        @Nullable
        Frame ofPage(JsonNode page) {
            ObjectNode data = JSON.createObjectNode()
                    .put("rapport_id", wanted.run().value())
                    .put("test_id", wanted.test())
                    .put("attempt", page.path("attempt").asInt());
            data.set("lines", page.path("lines"));
            return ofLines(data);
        }

        /** The frame as it is told here, or null for what is not of this log. */
        @Nullable
        Frame of(Frame frame) {
            if (!frame.name().startsWith("test_")) {
                return switch (frame.name()) {
                    case "end", "cut", "history_lost" -> frame;
                    default -> null;
                };
            }
            ObjectNode data = (ObjectNode) JSON.readTree(frame.json());
            if (!data.path("test_id").asString("").equals(wanted.test())) {
                return null;
            }
            return frame.name().equals("test_log") ? ofLines(data) : new Frame(frame.name(), frame.json(), null);
        }

        private @Nullable Frame ofLines(ObjectNode data) {
            int of = data.path("attempt").asInt();
            Integer current = attempt;
            if (wanted.attempt() != null ? of != wanted.attempt() : current != null && of < current) {
                return null;
            }
            if (current != null && of > current) {
                last = 0;
            }
            attempt = of;
            ArrayNode fresh = JSON.createArrayNode();
            for (JsonNode line : data.path("lines")) {
                int number = line.path("n").asInt();
                if (number > last) {
                    fresh.add(line);
                    last = number;
                }
            }
            if (fresh.isEmpty()) {
                return null;
            }
            data.set("lines", fresh);
            return new Frame("test_log", JSON.writeValueAsBytes(data), null);
        }
    }

    private static final class LogAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LogAway() {
            super("Expected lines of a log, but their service is in trouble.", null, false, false);
        }
    }
}
