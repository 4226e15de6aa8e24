package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Problems;
import io.vigie.gateway.errors.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks report-service, with the caller's own token. */
final class ReportedTrials implements Trials {

    private static final Logger log = LoggerFactory.getLogger(ReportedTrials.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long, all in all, a trial that began a moment ago is asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Problem UNKNOWN = Problem.of(HttpStatus.NOT_FOUND, "Exécution non trouvée", "Run not found");

    private final WebClient reports;
    private final LiveRuns live;
    private final Clock clock;

    /** @param reports a client whose base address is report-service's */
    ReportedTrials(WebClient reports, LiveRuns live, Clock clock) {
        this.reports = reports;
        this.live = live;
        this.clock = clock;
    }

    private record Trial(String runId) {}

    @Override
    public Mono<RunId> runOf(String id, String token) {
        return ask(id, token, clock.instant().plus(PATIENCE));
    }

    private Mono<RunId> ask(String id, String token, Instant deadline) {
        return reports.get()
                .uri("/internal/trials/{id}", id)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchangeToMono(this::read)
                .timeout(TIMEOUT)
                .onErrorResume(error -> !(error instanceof Refusal), away -> {
                    log.warn(
                            "Expected to hear of a trial, but report-service is away ({}).",
                            away.getClass().getSimpleName());
                    return Mono.error(Problems.SERVICE_AWAY.asRefusal());
                })
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> found.map(Mono::just).orElseGet(() -> whenUnknown(id, token, deadline)));
    }

    private Mono<RunId> whenUnknown(String id, String token, Instant deadline) {
        Optional<RunId> run = RunIds.parse(id).filter(live::knows);
        if (run.isPresent()) {
            return Mono.just(run.get());
        }
        return clock.instant().isAfter(deadline)
                ? Mono.error(UNKNOWN.asRefusal())
                : Mono.delay(PAUSE).then(Mono.defer(() -> ask(id, token, deadline)));
    }

    private Mono<RunId> read(ClientResponse answer) {
        HttpStatus status = HttpStatus.resolve(answer.statusCode().value());
        return switch (status) {
            case OK -> answer.bodyToMono(Trial.class).map(trial -> RunId.of(trial.runId()));
            case NOT_FOUND -> answer.releaseBody().then(Mono.empty());
            case FORBIDDEN ->
                answer.releaseBody()
                        .then(Mono.error(Problem.of(status, "Accès refusé", "Access denied")
                                .asRefusal()));
            case null, default -> answer.releaseBody().then(Mono.error(Problems.SERVICE_AWAY.asRefusal()));
        };
    }
}
