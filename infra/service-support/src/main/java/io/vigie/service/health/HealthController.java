package io.vigie.service.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /health}: 200 when everything that this service needs is there, else 503 with the reasons. Needs no token. */
@RestController
final class HealthController {

    private final Readinesses readinesses;
    private final String service;
    private final String version;
    private final List<HealthFact> facts;
    private volatile boolean wasHealthy;

    HealthController(Readinesses readinesses, List<HealthFact> facts, String service, String version) {
        this.readinesses = readinesses;
        this.facts = List.copyOf(facts);
        this.service = service;
        this.version = version;
    }

    @JsonPropertyOrder({"status", "reason", "service", "version", "facts"})
    record Health(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            String service,
            String version,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> facts) {}

    @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Health> health() {
        var reasons = readinesses.reasons();
        if (reasons.isEmpty()) {
            wasHealthy = true;
            return ResponseEntity.ok(new Health("healthy", null, service, version, facts()));
        }
        var status = wasHealthy ? "unhealthy" : "starting";
        return ResponseEntity.status(503)
                .body(new Health(status, String.join("; ", reasons), service, version, facts()));
    }

    private Map<String, String> facts() {
        Map<String, String> said = new LinkedHashMap<>();
        facts.forEach(fact -> said.put(fact.name(), fact.value()));
        return said;
    }
}
