package io.vigie.gateway.web;

import io.netty.channel.ChannelOption;
import io.vigie.gateway.routing.ServiceAddresses;
import io.vigie.gateway.stream.Following;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * {@code GET /health}, without a token: 200 when the gateway itself serves and follows every partition, else 503; with one word for each service
 * behind it, which changes nothing in the answer's status.
 */
@Configuration(proxyBeanMethods = false)
class HealthRoute {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final String UNREACHABLE = "unreachable";

    private final Following following;
    private final String version;
    private final Mono<Map<String, String>> services;
    private volatile boolean wasReady;

    HealthRoute(Following following, ServiceAddresses addresses, @Value("${vigie.version}") String version) {
        this.following = following;
        this.version = version.replace("-SNAPSHOT", "");
        HttpClient http = HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
                .responseTimeout(PATIENCE);
        WebClient client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
        Map<String, URI> behind = new LinkedHashMap<>();
        behind.put("campaign-service", addresses.campaign());
        behind.put("execution-service", addresses.execution());
        behind.put("report-service", addresses.report());
        this.services = Flux.fromIterable(behind.entrySet())
                .flatMapSequential(
                        service -> wordOf(client, service.getValue()).map(word -> Map.entry(service.getKey(), word)))
                .collect(LinkedHashMap<String, String>::new, (words, word) -> words.put(word.getKey(), word.getValue()))
                .<Map<String, String>>map(words -> words)
                .cache(KEPT);
    }

    private record Health(String status) {}

    private static Mono<String> wordOf(WebClient client, URI service) {
        return client.get()
                .uri(service + "/health")
                .exchangeToMono(answer -> answer.bodyToMono(Health.class))
                .timeout(PATIENCE)
                .map(health -> switch (health.status()) {
                    case "healthy", "starting", "unhealthy" -> health.status();
                    case null, default -> UNREACHABLE;
                })
                .onErrorReturn(UNREACHABLE)
                .defaultIfEmpty(UNREACHABLE);
    }

    @Bean
    RouterFunction<ServerResponse> health() {
        return RouterFunctions.route()
                .GET("/health", request -> services.flatMap(this::answer))
                .build();
    }

    private Mono<ServerResponse> answer(Map<String, String> words) {
        boolean ready = following.isFollowing();
        wasReady |= ready;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", ready ? "healthy" : wasReady ? "unhealthy" : "starting");
        if (!ready) {
            body.put("reason", "kafka: the topics of runs are not followed");
        }
        body.put("service", "notification-gateway");
        body.put("version", version);
        body.put("services", words);
        return ServerResponse.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body);
    }
}
