package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which runs of a campaign are under way, as report-service lists them to this caller. */
final class RunningReports {

    private static final Logger log = LoggerFactory.getLogger(RunningReports.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final WebClient reports;

    /** @param reports a client whose base address is report-service's */
    RunningReports(WebClient reports) {
        this.reports = reports;
    }

    /** The newest of them, up to a hundred; none when the service does not answer in time. */
    Mono<List<RunId>> of(CampaignId campaign, String token) {
        return reports.get()
                .uri(address -> address.path("/api/rapports")
                        .queryParam("campain_id", "{campaign}")
                        .queryParam("status", "running")
                        .queryParam("page_size", 100)
                        .build(campaign.value()))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .retrieve()
                .bodyToMono(byte[].class)
                .map(RunningReports::runs)
                .timeout(TIMEOUT)
                .onErrorResume(away -> {
                    log.debug("Expected to hear which runs are under way, but: {}", away.getMessage());
                    return Mono.just(List.of());
                })
                .defaultIfEmpty(List.of());
    }

    private static List<RunId> runs(byte[] page) {
        return JsonMapper.shared()
                .readTree(page)
                .path("data")
                .valueStream()
                .map((JsonNode report) -> RunIds.parse(report.path("_id").asString("")))
                .flatMap(Optional::stream)
                .toList();
    }
}
