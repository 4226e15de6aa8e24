package io.vigie.gateway.errors;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** The last word on every error of the door: a problem with a sentence, never a stack trace or the name of a class. */
@Component
@Order(-2)
final class EveryErrorAsProblem implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(EveryErrorAsProblem.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        Problem problem = problemOf(error);
        if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error(
                    "Expected to answer {} {}, but an error that nobody foresaw came.",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath().value(),
                    error);
        }
        return Problems.write(exchange, problem);
    }

    static Problem problemOf(Throwable error) {
        return switch (error) {
            case Refusal refusal -> refusal.problem();
            case ResponseStatusException answer -> problemOf(answer.getStatusCode());
            case ConnectTimeoutException unreachable -> Problems.SERVICE_AWAY;
            case ReadTimeoutException slow -> Problems.SERVICE_SLOW;
            case TimeoutException slow -> Problems.SERVICE_SLOW;
            case AuthenticationServiceException unverifiable -> Problems.NO_KEYS;
            case WebClientRequestException away -> Problems.SERVICE_AWAY;
            case IOException away -> Problems.SERVICE_AWAY;
            default -> Problems.INTERNAL;
        };
    }

    private static Problem problemOf(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        if (known == null) {
            return Problems.INTERNAL;
        }
        return switch (known) {
            case NOT_FOUND -> Problems.NOT_FOUND;
            case METHOD_NOT_ALLOWED ->
                Problem.of(
                        known, "Méthode non autorisée à cette adresse", "This method is not allowed at this address");
            case BAD_REQUEST -> Problems.BAD_ADDRESS;
            case GATEWAY_TIMEOUT -> Problems.SERVICE_SLOW;
            case SERVICE_UNAVAILABLE, BAD_GATEWAY -> Problems.SERVICE_AWAY;
            case INTERNAL_SERVER_ERROR -> Problems.INTERNAL;
            default -> Problem.of(known, "Requête refusée", "Request refused");
        };
    }
}
