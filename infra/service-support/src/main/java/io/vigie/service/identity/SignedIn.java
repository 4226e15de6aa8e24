package io.vigie.service.identity;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/** A verified token, with its user as the principal. */
final class SignedIn extends AbstractOAuth2TokenAuthenticationToken<Jwt> {

    private static final long serialVersionUID = 1L;

    private SignedIn(Jwt token, CurrentUser user) {
        super(
                token,
                user,
                token,
                List.of(new SimpleGrantedAuthority("ROLE_" + user.role().name())));
        setAuthenticated(true);
    }

    static SignedIn of(Jwt token) {
        return new SignedIn(token, SessionTokens.user(token));
    }

    @Override
    public Map<String, Object> getTokenAttributes() {
        return getToken().getClaims();
    }

    @Override
    public String getName() {
        return ((CurrentUser) Objects.requireNonNull(getPrincipal())).id();
    }
}
