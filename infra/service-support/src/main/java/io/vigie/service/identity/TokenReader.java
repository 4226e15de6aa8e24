package io.vigie.service.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Finds the token of a request: {@code Authorization: Bearer}, else the cookie {@code token}. On open calls it does not look. */
final class TokenReader implements BearerTokenResolver {

    static final String MALFORMED = "malformed";

    private static final String COOKIE = "token";
    private static final Pattern BEARER = Pattern.compile("Bearer +(\\S+)", Pattern.CASE_INSENSITIVE);

    private final RequestMatcher open;

    TokenReader(RequestMatcher open) {
        this.open = open;
    }

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (open.matches(request)) {
            return null;
        }
        var headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() > 1) {
            throw malformed();
        }
        if (!headers.isEmpty() && !headers.getFirst().isBlank()) {
            var bearer = BEARER.matcher(headers.getFirst().strip());
            if (!bearer.matches()) {
                throw malformed();
            }
            return bearer.group(1);
        }
        return cookie(request);
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        var cookies = request.getCookies();
        if (cookies != null) {
            for (var cookie : cookies) {
                if (cookie.getName().equals(COOKIE) && !cookie.getValue().isBlank()) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    private static OAuth2AuthenticationException malformed() {
        return new OAuth2AuthenticationException(new OAuth2Error(MALFORMED));
    }
}
