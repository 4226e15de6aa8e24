package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Problems;
import io.vigie.gateway.errors.Refusal;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Whether somebody may hear of a campaign: whoever may read it, by campaign-service's own word. */
final class CampaignDoor {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Problem UNKNOWN =
            Problem.of(HttpStatus.NOT_FOUND, "Campagne non trouvée", "Campaign not found");

    private final WebClient campaigns;

    /** @param campaigns a client whose base address is campaign-service's */
    CampaignDoor(WebClient campaigns) {
        this.campaigns = campaigns;
    }

    /** Ends with a {@code Refusal} when not. */
    Mono<Void> enter(CampaignId campaign, String token) {
        return campaigns
                .get()
                .uri("/api/campains/{id}", campaign.value())
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchangeToMono(answer -> answer.releaseBody().then(Mono.defer(() -> {
                    HttpStatus status = HttpStatus.resolve(answer.statusCode().value());
                    return switch (status) {
                        case OK -> Mono.<Void>empty();
                        case NOT_FOUND, BAD_REQUEST -> Mono.error(UNKNOWN.asRefusal());
                        case FORBIDDEN ->
                            Mono.error(Problem.of(status, "Accès refusé", "Access denied")
                                    .asRefusal());
                        case null, default -> Mono.error(Problems.SERVICE_AWAY.asRefusal());
                    };
                })))
                .timeout(TIMEOUT)
                .onErrorMap(error -> error instanceof Refusal ? error : Problems.SERVICE_AWAY.asRefusal());
    }
}
