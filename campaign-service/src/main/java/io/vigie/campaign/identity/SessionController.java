package io.vigie.campaign.identity;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.identity.UserRows.UserRow;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.contract.Words;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/login}, {@code /api/logout}, {@code /api/me}, and the public keys of sessions. */
@RestController
class SessionController {

    static final String COOKIE = "token";

    private static final int LONGEST = 200;

    private final UserRows users;
    private final Passwords passwords;
    private final FailedLogins failures;
    private final SessionIssuer sessions;
    private final ECKey key;

    SessionController(UserRows users, Passwords passwords, FailedLogins failures, SessionIssuer sessions, ECKey key) {
        this.users = users;
        this.passwords = passwords;
        this.failures = failures;
        this.sessions = sessions;
        this.key = key;
    }

    record Shown(
            String id,
            String name,
            String email,
            @Words({"admin", "user"}) String role) {

        static Shown of(UserRow row) {
            return new Shown(row.id(), row.name(), row.email(), row.role());
        }
    }

    record LoggedIn(String message, String token, Shown user) {}

    record Done(String message) {}

    record Credentials(String email, String password) {}

    @PostMapping("/api/login")
    @Answers(called = "login")
    LoggedIn login(
            @BodyOf(Credentials.class) @RequestBody Map<String, @Nullable Object> body,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale) {
        AskedFields asked = new AskedFields(body).require("email", "password");
        String email = asked.text("email", LONGEST).toLowerCase(Locale.ROOT);
        String password = asked.exactText("password", LONGEST);
        asked.check();
        String address = addressOf(request);
        Optional<Duration> wait = failures.wait(email, address);
        if (wait.isPresent()) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER,
                    Long.toString(Math.max(1, wait.get().toSeconds())));
            throw IdentityRefusals.tooManyFailures();
        }
        Optional<UserRow> user = users.byEmail(email);
        String hash = user.flatMap(known -> users.passwordHash(known.id())).orElse(null);
        if (!passwords.matches(password, hash)) {
            failures.failed(email, address);
            throw IdentityRefusals.wrongPassword();
        }
        failures.succeeded(email, address);
        UserRow known = user.orElseThrow();
        String token = sessions.token(known);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(token, SessionIssuer.LENGTH, request));
        return new LoggedIn(Text.of("Authentification réussie", "Logged in").in(locale), token, Shown.of(known));
    }

    @PostMapping("/api/logout")
    @Answers(called = "logout")
    Done logout(HttpServletRequest request, HttpServletResponse response, Locale locale) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO, request));
        return new Done(Text.of("Déconnexion réussie", "Logged out").in(locale));
    }

    @GetMapping("/api/me")
    @Answers(called = "showMe")
    Shown me(CurrentUser current) {
        return users.user(current.id())
                .map(Shown::of)
                .orElseThrow(() -> Refusal.unauthorized(Text.of(
                                "Token invalide. Veuillez vous reconnecter.", "Invalid token. Please log in again."))
                        .named("token-invalid"));
    }

    @GetMapping("/internal/jwks")
    Map<String, Object> keys() {
        return new JWKSet(key.toPublicJWK()).toJSONObject();
    }

    private static String cookie(String token, Duration age, HttpServletRequest request) {
        return ResponseCookie.from(COOKIE, token)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure() || "https".equals(request.getHeader("X-Forwarded-Proto")))
                .path("/")
                .maxAge(age)
                .build()
                .toString();
    }

    /** The neighbour on this machine is the gateway, which says for whom it asks; a stranger's word for that is not taken. */
    private static String addressOf(HttpServletRequest request) {
        String direct = request.getRemoteAddr();
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || !isLoopback(direct)) {
            return direct;
        }
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return last.isEmpty() || last.length() > 64 ? direct : last;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unreadable) {
            return false;
        }
    }
}
