package io.vigie.gateway.errors;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The refusals of the door, and the one way to write them: {@code application/problem+json} with {@code message} and the fields of RFC 9457. */
public final class Problems {

    public static final Problem NOT_FOUND =
            Problem.of(HttpStatus.NOT_FOUND, "Ressource introuvable", "There is nothing at this address");
    public static final Problem BAD_ADDRESS = Problem.of(
            HttpStatus.BAD_REQUEST, "Adresse ou en-tête de requête malformé", "Malformed address or request header");
    public static final Problem FOREIGN_ORIGIN = Problem.of(
            HttpStatus.FORBIDDEN,
            "Requête refusée : elle vient d'une autre origine",
            "Request refused: it comes from another origin");
    public static final Problem INTERNAL = Problem.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "Une erreur interne est survenue. Réessayez, puis prévenez l'exploitant si elle persiste.",
            "An internal error occurred. Try again, then tell the operator if it persists.");
    public static final Problem SERVICE_AWAY = Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Le service est momentanément indisponible. Réessayez dans quelques secondes.",
                    "The service is away for the moment. Try again in a few seconds.")
            .withHeader(HttpHeaders.RETRY_AFTER, "2");
    public static final Problem NO_KEYS = Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Impossible de vérifier la session pour le moment. Veuillez réessayer.",
                    "The session cannot be verified right now. Please try again.")
            .withHeader(HttpHeaders.RETRY_AFTER, "2");
    public static final Problem SERVICE_SLOW = Problem.of(
            HttpStatus.GATEWAY_TIMEOUT,
            "Le service n'a pas répondu à temps. L'opération a peut-être eu lieu : vérifiez avant de réessayer.",
            "The service did not answer in time. The operation may have happened: check before you try again.");

    private static final JsonMapper JSON = JsonMapper.shared();

    private Problems() {}

    /** Writes the problem as the whole answer, in the language of the request. Does nothing to an answer that has begun. */
    public static Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.empty();
        }
        response.setStatusCode(problem.status());
        problem.headers().forEach(response.getHeaders()::set);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        String message = problem.message(exchange.getRequest());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", message);
        body.put("type", "about:blank");
        body.put("title", problem.status().getReasonPhrase());
        body.put("status", problem.status().value());
        body.put("detail", message);
        body.put("instance", exchange.getRequest().getPath().value());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        DataBuffer buffer = response.bufferFactory().wrap(JSON.writeValueAsBytes(body));
        return response.writeWith(Mono.just(buffer));
    }
}
