package io.vigie.gateway.security;

import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.errors.Problems;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Says to those who are not let in what is wrong with their token; the French sentences are the API's contract. */
final class Refusals implements ServerAuthenticationEntryPoint {

    static final Problem MISSING = unauthorized("Token manquant", "Missing token");
    static final Problem MALFORMED = unauthorized("Format de token invalide", "Invalid token format");
    static final Problem EXPIRED = unauthorized(
            "Votre session a expiré. Veuillez vous reconnecter.", "Your session has expired. Please log in again.");
    static final Problem INVALID =
            unauthorized("Token invalide. Veuillez vous reconnecter.", "Invalid token. Please log in again.");
    static final Problem FORBIDDEN = Problem.of(
            HttpStatus.FORBIDDEN,
            "Accès refusé : droits administrateur requis",
            "Access denied: administrator rights required");

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException refused) {
        return Problems.write(exchange, problemOf(refused));
    }

    private static Problem problemOf(AuthenticationException refused) {
        if (refused instanceof AuthenticationCredentialsNotFoundException) {
            return MISSING;
        }
        if (refused instanceof OAuth2AuthenticationException malformed
                && malformed.getError().getErrorCode().equals(TokenReader.MALFORMED)) {
            return MALFORMED;
        }
        return refused.getCause() instanceof JwtValidationException invalid ? problemOf(invalid) : INVALID;
    }

    static Problem problemOf(JwtValidationException invalid) {
        return invalid.getErrors().stream()
                        .anyMatch(error -> error.getErrorCode().equals(SessionTokens.EXPIRED))
                ? EXPIRED
                : INVALID;
    }

    private static Problem unauthorized(String french, String english) {
        return Problem.of(HttpStatus.UNAUTHORIZED, french, english).withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
