package io.vigie.gateway.stream.socketio;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bounds of Socket.IO sessions, beside those of all live streams.
 *
 * @param pingInterval how often the server asks whether a client lives
 * @param pingTimeout how long a client may take to say so
 * @param upgradeTimeout how long the change to a WebSocket may take
 * @param lastWords how long a session that ends waits for its client to fetch what was said last
 * @param knocking how many sessions there may be that nobody was let into yet
 */
@ConfigurationProperties("vigie.live.socket-io")
record SocketIoSettings(
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("20s") Duration pingTimeout,
        @DefaultValue("10s") Duration upgradeTimeout,
        @DefaultValue("5s") Duration lastWords,
        @DefaultValue("500") int knocking) {}
