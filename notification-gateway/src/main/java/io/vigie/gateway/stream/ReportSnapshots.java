package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Problems;
import io.vigie.gateway.errors.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks report-service, with the caller's own token, so that rights are decided where they belong. */
final class ReportSnapshots implements Snapshots {

    private static final Logger log = LoggerFactory.getLogger(ReportSnapshots.class);

    /** How young a run must be for its owner not to know it yet. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long, all in all, a run that began a moment ago is asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A client that goes on waits no longer than this for a service that it does not need. */
    private static final Duration PERMIT_TIMEOUT = Duration.ofSeconds(1);

    private static final Problem UNKNOWN = Problem.of(HttpStatus.NOT_FOUND, "Rapport non trouvé", "Report not found");

    private static final Problem REMOVED =
            Problem.of(HttpStatus.GONE, "Ce rapport a été supprimé", "This report was removed");

    private final WebClient reports;
    private final LiveRuns live;
    private final Clock clock;

    /** @param reports a client whose base address is report-service's */
    ReportSnapshots(WebClient reports, LiveRuns live, Clock clock) {
        this.reports = reports;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public Mono<Snapshot> of(RunId run, String token) {
        return ask(run, token, clock.instant().plus(PATIENCE));
    }

    @Override
    public Mono<Void> permit(RunId run, String token) {
        return reports.get()
                .uri("/api/rapports/{id}/tests?limit=1", run.value())
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchangeToMono(answer -> answer.releaseBody().then(Mono.defer(() -> {
                    Problem refused =
                            refusal(HttpStatus.resolve(answer.statusCode().value()));
                    return refused == null ? Mono.<Void>empty() : Mono.<Void>error(refused.asRefusal());
                })))
                .timeout(PERMIT_TIMEOUT)
                .onErrorResume(error -> !(error instanceof Refusal), away -> Mono.empty());
    }

    private static @Nullable Problem refusal(@Nullable HttpStatus status) {
        return switch (status) {
            case FORBIDDEN -> Problem.of(HttpStatus.FORBIDDEN, "Accès refusé", "Access denied");
            case UNAUTHORIZED ->
                Problem.of(
                        HttpStatus.UNAUTHORIZED,
                        "Token invalide. Veuillez vous reconnecter.",
                        "Invalid token. Please log in again.");
            case null, default -> null;
        };
    }

    private Mono<Snapshot> ask(RunId run, String token, Instant deadline) {
        return reports.get()
                .uri("/api/rapports/{id}", run.value())
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchangeToMono(this::read)
                .timeout(TIMEOUT)
                .onErrorResume(error -> switch (error) {
                    case ReportUnknown unknown -> whenUnknown(run, token, deadline);
                    case Refusal refusal -> Mono.error(refusal);
                    default -> {
                        log.warn(
                                "Expected the report of run {}, but its service is away ({}): the stream begins empty.",
                                run,
                                error.getClass().getSimpleName());
                        yield Mono.just(Snapshot.empty(run));
                    }
                });
    }

    private Mono<Snapshot> whenUnknown(RunId run, String token, Instant deadline) {
        if (!isYoung(run)) {
            return Mono.error(UNKNOWN.asRefusal());
        }
        if (live.knows(run)) {
            return Mono.just(Snapshot.empty(run));
        }
        return clock.instant().isAfter(deadline)
                ? Mono.error(UNKNOWN.asRefusal())
                : Mono.delay(PAUSE).then(Mono.defer(() -> ask(run, token, deadline)));
    }

    private boolean isYoung(RunId run) {
        Instant now = clock.instant();
        return RunIds.launchedAt(run)
                .filter(launched -> launched.isAfter(now.minus(YOUNG)) && launched.isBefore(now.plus(YOUNG)))
                .isPresent();
    }

    private Mono<Snapshot> read(ClientResponse answer) {
        HttpStatus status = HttpStatus.resolve(answer.statusCode().value());
        Problem refused = refusal(status);
        if (refused != null) {
            return answer.releaseBody().then(Mono.error(refused.asRefusal()));
        }
        return switch (status) {
            case OK -> answer.bodyToMono(byte[].class).map(Snapshot::of);
            case NOT_FOUND -> answer.releaseBody().then(Mono.error(new ReportUnknown()));
            case GONE -> answer.releaseBody().then(Mono.error(REMOVED.asRefusal()));
            case BAD_REQUEST -> answer.releaseBody().then(Mono.error(Problems.BAD_ADDRESS.asRefusal()));
            case null, default -> answer.releaseBody().then(Mono.error(new ReportsAway()));
        };
    }

    private static final class ReportUnknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReportUnknown() {
            super("Expected a report, but it is unknown.", null, false, false);
        }
    }

    private static final class ReportsAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReportsAway() {
            super("Expected a report, but its service is in trouble.", null, false, false);
        }
    }
}
