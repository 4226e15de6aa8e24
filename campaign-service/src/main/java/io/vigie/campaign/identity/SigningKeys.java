package io.vigie.campaign.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.vigie.campaign.OwnFiles;
import io.vigie.service.identity.OpenPaths;
import io.vigie.service.identity.SessionTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** The keys that sign sessions: made at the first start, kept in a file that only this service reads. */
@Configuration(proxyBeanMethods = false)
class SigningKeys {

    @Bean
    ECKey signingKey(@Value("${vigie.data}") Path data) {
        byte[] kept = OwnFiles.readOrMake(data.resolve("signing-key.json"), SigningKeys::make);
        try {
            return ECKey.parse(new String(kept, StandardCharsets.UTF_8));
        } catch (ParseException malformed) {
            throw new IllegalStateException("Expected a signing key in \"" + data.resolve("signing-key.json")
                    + "\", but it holds something else.");
        }
    }

    private static byte[] make() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know P-256.", unreachable);
        }
    }

    @Bean
    JwtDecoder ownDecoder(ECKey key, Clock clock) {
        return SessionTokens.decoder(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())), clock);
    }

    @Bean
    OpenPaths openPaths() {
        return OpenPaths.of("POST /api/login", "GET /internal/jwks");
    }
}
