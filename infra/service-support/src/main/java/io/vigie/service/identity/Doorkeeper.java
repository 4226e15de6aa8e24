package io.vigie.service.identity;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Tells those who are not let in why, in the words of the contract. */
final class Doorkeeper implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final Refusals refusals;

    Doorkeeper(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        if (problem instanceof AuthenticationServiceException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "2");
            refusals.write(Refusal.unavailable(IdentityTexts.NO_KEYS).named("keys-unavailable"), request, response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        refusals.write(unauthorized(problem), request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem)
            throws IOException {
        refusals.write(Refusal.forbidden(IdentityTexts.ADMIN_ONLY).named("admin-only"), request, response);
    }

    private static Refusal unauthorized(AuthenticationException problem) {
        if (!(problem instanceof OAuth2AuthenticationException bearer)) {
            return say(IdentityTexts.MISSING, "token-missing");
        }
        if (TokenReader.MALFORMED.equals(bearer.getError().getErrorCode())) {
            return say(IdentityTexts.MALFORMED, "token-malformed");
        }
        if (problem.getCause() instanceof JwtValidationException claims
                && claims.getErrors().stream().allMatch(error -> SessionTokens.EXPIRED.equals(error.getErrorCode()))) {
            return say(IdentityTexts.EXPIRED, "session-expired");
        }
        return say(IdentityTexts.INVALID, "token-invalid");
    }

    private static Refusal say(Text text, String kind) {
        return Refusal.unauthorized(text).named(kind);
    }
}
