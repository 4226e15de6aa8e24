package io.vigie.service.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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
    private volatile boolean wasHealthy;

    HealthController(Readinesses readinesses, String service, String version) {
        this.readinesses = readinesses;
        this.service = service;
        this.version = version;
    }

    @JsonPropertyOrder({"status", "reason", "service", "version"})
    record Health(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            String service,
            String version) {}

    @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Health> health() {
        var reasons = readinesses.reasons();
        if (reasons.isEmpty()) {
            wasHealthy = true;
            return ResponseEntity.ok(new Health("healthy", null, service, version));
        }
        var status = wasHealthy ? "unhealthy" : "starting";
        return ResponseEntity.status(503).body(new Health(status, String.join("; ", reasons), service, version));
    }
}
