package io.vigie.campaign.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vigie.campaign.asking.NewIds;
import io.vigie.service.identity.SessionTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.springframework.stereotype.Component;

/** Issues session tokens: what {@link SessionTokens} says, valid for an hour. Thread-safe. */
@Component
class SessionIssuer {

    static final Duration LENGTH = Duration.ofMinutes(60);

    private final ECKey key;
    private final Clock clock;
    private final NewIds ids;

    SessionIssuer(ECKey key, Clock clock, NewIds ids) {
        this.key = key;
        this.clock = clock;
        this.ids = ids;
    }

    String token(UserRows.UserRow user) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(SessionTokens.ISSUER)
                        .subject(user.id())
                        .claim(SessionTokens.NAME, user.name())
                        .claim(SessionTokens.EMAIL, user.email())
                        .claim(SessionTokens.ROLE, user.role())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LENGTH)))
                        .jwtID(ids.next())
                        .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException unreachable) {
            throw new IllegalStateException("Expected to sign a session, but the key refused.", unreachable);
        }
        return token.serialize();
    }
}
