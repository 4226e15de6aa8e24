package io.vigie.gateway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /api/openapi.json}: what the contracts say of every service's API and of the gateway's own, as one OpenAPI document. Made when it is first
 * asked for.
 */
@Configuration(proxyBeanMethods = false)
class WholeApi {

    /** Each is a document of the contracts. */
    static final List<String> SERVICES = List.of("campaign-service", "report-service", "notification-gateway");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> ALIKE = List.of("info", "servers", "security");
    private static final List<String> SHARED = List.of("schemas", "responses", "securitySchemes");

    private final Mono<byte[]> whole = Mono.fromCallable(() -> JSON.writeValueAsBytes(merged()))
            .subscribeOn(Schedulers.boundedElastic())
            .cache();

    @Bean
    RouterFunction<ServerResponse> apiDocument() {
        return RouterFunctions.route()
                .GET(
                        "/api/openapi.json",
                        request -> whole.flatMap(document -> ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(document)))
                .build();
    }

    /** @throws IllegalStateException when two documents have something else under one name */
    static ObjectNode merged() {
        ObjectNode whole = JSON.createObjectNode().put("openapi", "3.1.0");
        ObjectNode paths = JSON.createObjectNode();
        ObjectNode components = JSON.createObjectNode();
        for (String service : SERVICES) {
            ObjectNode document = document(service);
            ALIKE.forEach(member -> whole.set(member, document.path(member)));
            whole.withObjectProperty("info").put("title", "Vigie");
            document.path("paths")
                    .forEachEntry((path, item) -> item.forEachEntry(
                            (verb, operation) -> add(paths.withObjectProperty(path), verb, operation)));
            for (String kind : SHARED) {
                ObjectNode known = components.withObjectProperty(kind);
                document.path("components").path(kind).forEachEntry((name, part) -> add(known, name, part));
            }
        }
        whole.set("paths", paths);
        whole.set("components", components);
        return whole;
    }

    private static void add(ObjectNode to, String name, JsonNode part) {
        JsonNode known = to.get(name);
        if (known != null && !known.equals(part)) {
            throw new IllegalStateException(
                    "Expected one \"%s\" in the documents of all services, but two differ.".formatted(name));
        }
        to.set(name, part);
    }

    private static ObjectNode document(String service) {
        String name = "/io/vigie/contracts/openapi/" + service + ".json";
        try (InputStream file = WholeApi.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(
                        "Expected \"%s\" among the contracts, but it is missing.".formatted(name));
            }
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
