package io.vigie.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Signs session tokens as campaign-service does. */
final class SignedTokens {

    private final ECKey key;

    SignedTokens() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String keys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    String valid() {
        return token("user-1", "vigie", Duration.ofMinutes(60));
    }

    String of(String user) {
        return token(user, "vigie", Duration.ofMinutes(60));
    }

    String token(String user, String issuer, Duration left) {
        try {
            Instant now = Instant.now();
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .subject(user)
                    .issuer(issuer)
                    .claim("role", "admin")
                    .issueTime(Date.from(now.minusSeconds(3_600)))
                    .expirationTime(Date.from(now.plus(left)))
                    .build();
            SignedJWT signed = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            signed.sign(new ECDSASigner(key));
            return signed.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
