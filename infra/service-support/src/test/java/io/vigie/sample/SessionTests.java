package io.vigie.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTests extends OverARealPort {

    private static final String INVALID = "Token invalide. Veuillez vous reconnecter.";

    @Test
    void letsInWhoeverHasATokenInTheHeader() {
        var answer = send(asUser("/api/me"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().body())
                .isEqualTo("{\"id\":\"u-1\",\"name\":\"Ada\",\"email\":\"ada@example.com\",\"role\":\"user\"}");
    }

    @Test
    void letsInWhoeverHasATokenInTheCookie() {
        assertThat(send(to("/api/me").header("Cookie", "other=1; token=" + SIGNER.token()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void prefersTheHeaderToTheCookie() {
        var answer = send(asUser("/api/me").header("Cookie", "token=garbage"));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void refusesARequestWithoutAToken() {
        var answer = send(to("/api/me"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Language")).isEqualTo("fr");
        assertThat(answer.http().body())
                .isEqualTo(
                        "{\"message\":\"Token manquant\",\"type\":\"urn:vigie:problem:token-missing\","
                                + "\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"Token manquant\",\"instance\":\"/api/me\"}");
    }

    @Test
    void refusesAnUnknownPathWithoutAToken() {
        assertThat(send(to("/nowhere")).message()).isEqualTo("Token manquant");
        assertThat(send(to("/error")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer a b", "token", "Bearer:abc"})
    void refusesAMalformedHeader(String header) {
        var answer = send(to("/api/me").header("Authorization", header));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("Format de token invalide");
    }

    @Test
    void refusesTwoHeaders() {
        var answer = send(asUser("/api/me").header("Authorization", "Bearer " + SIGNER.admin()));

        assertThat(answer.message()).isEqualTo("Format de token invalide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "a.b.c", "eyJ.eyJ.", "..", "%00"})
    void refusesGarbage(String token) {
        var answer = send(to("/api/me").header("Authorization", "Bearer " + token));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo(INVALID);
    }

    @Test
    void refusesAnExpiredSession() {
        var token =
                SIGNER.token(claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(3700)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(40))));

        var answer = send(to("/api/me").header("Authorization", "Bearer " + token));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("Votre session a expiré. Veuillez vous reconnecter.");
    }

    @Test
    void allowsClocksToBeThirtySecondsApart() {
        var token =
                SIGNER.token(claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(3600)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(15))));

        assertThat(me(token).status()).isEqualTo(200);
    }

    @Test
    void refusesAnotherIssuerEvenWhenExpired() {
        assertThat(me(SIGNER.token(claims -> claims.issuer("elsewhere"))).message())
                .isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.issuer(null))).message()).isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.issuer("elsewhere")
                                .issueTime(Date.from(Instant.now().minusSeconds(3700)))
                                .expirationTime(Date.from(Instant.now().minusSeconds(100)))))
                        .message())
                .isEqualTo(INVALID);
    }

    @Test
    void refusesATokenThatLacksWhatASessionSays() {
        assertThat(me(SIGNER.token(claims -> claims.subject(null))).message()).isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.expirationTime(null))).message())
                .isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.claim("role", "root"))).message())
                .isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.claim("role", 1))).message())
                .isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims -> claims.claim("email", null))).message())
                .isEqualTo(INVALID);
        assertThat(me(SIGNER.token(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plusSeconds(600)))))
                        .message())
                .isEqualTo(INVALID);
    }

    @Test
    void refusesATokenSignedWithAnotherKey() {
        assertThat(me(Signer.token(Signer.newKey("first"), claims -> claims)).message())
                .isEqualTo(INVALID);
        assertThat(me(Signer.token(Signer.newKey("unknown"), claims -> claims)).message())
                .isEqualTo(INVALID);
    }

    @Test
    void refusesATokenWithoutASignature() {
        var unsigned = new PlainJWT(Signer.anyClaims().claim("role", "admin").build()).serialize();

        assertThat(me(unsigned).message()).isEqualTo(INVALID);
        var header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"kid\":\"first\"}".getBytes(StandardCharsets.UTF_8));
        var signed = SIGNER.token();
        assertThat(me(header + signed.substring(signed.indexOf('.'))).message()).isEqualTo(INVALID);
    }

    @Test
    void refusesATokenSignedWithThePublicKeyAsASecret() throws JOSEException {
        for (var secret : new byte[][] {
            SIGNER.key.toPublicKey().getEncoded(),
            SIGNER.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)
        }) {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                    Signer.anyClaims().claim("role", "admin").build());
            token.sign(new MACSigner(secret));

            assertThat(me(token.serialize()).message()).isEqualTo(INVALID);
        }
    }

    @Test
    void refusesAChangedToken() {
        var parts = SIGNER.token().split("\\.");
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"role\":\"user\"", "\"role\":\"admin\"");
        var forged = parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];

        assertThat(me(forged).message()).isEqualTo(INVALID);
    }

    @Test
    void looksAtNoTokenOnAnOpenCall() {
        var login = to("/api/login")
                .header("Cookie", "token=expired-or-garbage")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));

        assertThat(send(login).status()).isEqualTo(200);
        assertThat(send(to("/api/login")).status())
                .as("only the declared method")
                .isEqualTo(401);
        assertThat(send(to("/api/login/x").POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesAControllerThatNeedsAUserWhenThereIsNone() {
        assertThat(send(to("/api/nobody")).message()).isEqualTo("Token manquant");
    }

    @Test
    void keepsAdministratorsCallsForAdministrators() {
        var answer = send(asUser("/api/admin"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).isEqualTo("Accès refusé : droits administrateur requis");
        assertThat(send(to("/api/admin").header("Authorization", "Bearer " + SIGNER.admin()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void speaksEnglishToWhoeverPrefersIt() {
        assertThat(send(to("/api/me").header("Accept-Language", "en-US,en;q=0.9,fr;q=0.5"))
                        .message())
                .isEqualTo("Missing token");
        assertThat(send(to("/api/me").header("Accept-Language", "de, fr;q=0.9, en;q=0.1"))
                        .message())
                .isEqualTo("Token manquant");
        assertThat(send(to("/api/me").header("Accept-Language", ";;not a language;;"))
                        .message())
                .isEqualTo("Token manquant");
        assertThat(send(asUser("/api/admin").header("Accept-Language", "en")).message())
                .isEqualTo("Access denied: administrator rights required");
    }

    private Answer me(String token) {
        return send(to("/api/me").header("Authorization", "Bearer " + token));
    }
}
