package io.vigie.gateway.stream.socketio;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.gateway.security.SessionCheck;
import io.vigie.gateway.stream.Conversations;
import io.vigie.gateway.stream.StreamSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sessions of Engine.IO on this gateway, bounded in number; those that nobody was let into yet more narrowly. Safe for any thread. */
@Component
final class EngineSessions implements EngineSession.Admission, DisposableBean {

    /** How much a client may send at once, in bytes. */
    static final int MAX_PAYLOAD = 16 * 1024;

    private static final int ID_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final Set<EngineSession> knocking = ConcurrentHashMap.newKeySet();
    private final EngineSession.Parts parts;
    private final SessionCheck tokens;
    private final SocketIoSettings settings;
    private final StreamSettings bounds;

    EngineSessions(
            Conversations conversations,
            SessionCheck tokens,
            SocketIoSettings settings,
            StreamSettings bounds,
            MeterRegistry meters) {
        this.parts = new EngineSession.Parts(conversations, settings, this);
        this.tokens = tokens;
        this.settings = settings;
        this.bounds = bounds;
        meters.gauge("vigie.live.socket-io.sessions", sessions, Map::size);
    }

    /**
     * A new session, with the packet that opens it.
     *
     * @param token what the request brought in a header or cookie, if anything
     * @param upgrades what the client may change to
     * @return nothing when there is no place
     */
    Optional<EngineSession> open(Locale language, @Nullable String token, List<String> upgrades) {
        if (sessions.size() >= bounds.connections() || knocking.size() >= settings.knocking()) {
            return Optional.empty();
        }
        EngineSession session = new EngineSession(newId(), parts, language, token, this::forget);
        sessions.put(session.id(), session);
        knocking.add(session);
        ObjectNode handshake = JsonMapper.shared().createObjectNode().put("sid", session.id());
        ObjectNode said = handshake
                .put("pingInterval", settings.pingInterval().toMillis())
                .put("pingTimeout", settings.pingTimeout().toMillis())
                .put("maxPayload", MAX_PAYLOAD);
        said.set("upgrades", JsonMapper.shared().valueToTree(upgrades));
        session.open(said);
        return Optional.of(session);
    }

    Optional<EngineSession> find(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(sessions.get(id));
    }

    private void forget(EngineSession session) {
        sessions.remove(session.id(), session);
        knocking.remove(session);
    }

    @Override
    public Mono<Jwt> check(@Nullable String token) {
        return tokens.check(token);
    }

    @Override
    public Duration patience() {
        return bounds.authenticateWithin();
    }

    @Override
    public String newId() {
        byte[] secret = new byte[ID_BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Override
    public void admitted(EngineSession session) {
        knocking.remove(session);
    }

    @Override
    public void destroy() {
        List.copyOf(sessions.values()).forEach(EngineSession::end);
    }
}
