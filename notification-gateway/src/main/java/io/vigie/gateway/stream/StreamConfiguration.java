package io.vigie.gateway.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelOption;
import io.vigie.gateway.routing.ServiceAddresses;
import io.vigie.gateway.stream.RunStream.Sources;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * The live streams. In: {@code intake} follows the topics. Between: {@link LiveRuns} keeps their end, {@link RunStream} is one client's stream.
 * Out: {@link ServerSentStreams}; and {@link Conversation}, over {@link WebSocketStreams} and {@code socketio}.
 */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    private static final int MAX_MESSAGE_BYTES = 16 * 1024;
    private static final int MAX_SNAPSHOT_BYTES = 16 * 1024 * 1024;

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Entries entries(StreamSettings settings) {
        return new Entries(settings.zone());
    }

    @Bean
    LiveRuns liveRuns(StreamSettings settings) {
        return new LiveRuns(settings);
    }

    @Bean
    Snapshots snapshots(WebClient.Builder clients, ServiceAddresses services, LiveRuns live, Clock clock) {
        WebClient reports = client(clients, services.report())
                .mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_SNAPSHOT_BYTES))
                .build();
        return new SharedSnapshots(new ReportSnapshots(reports, live, clock));
    }

    @Bean
    Trials trials(WebClient.Builder clients, ServiceAddresses services, LiveRuns live, Clock clock) {
        return new ReportedTrials(client(clients, services.report()), live, clock);
    }

    @Bean
    CampaignDoor campaignDoor(WebClient.Builder clients, ServiceAddresses services) {
        return new CampaignDoor(client(clients, services.campaign()));
    }

    @Bean
    CampaignRooms campaignRooms() {
        return new CampaignRooms();
    }

    @Bean
    CampaignRuns campaignRuns(CampaignRooms rooms) {
        return new CampaignRuns(rooms);
    }

    @Bean
    RunningReports runningReports(WebClient.Builder clients, ServiceAddresses services) {
        return new RunningReports(client(clients, services.report()));
    }

    @Bean
    TestLogs testLogs(WebClient.Builder clients, ServiceAddresses services, Sources sources) {
        WebClient reports = client(clients, services.report())
                .mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_SNAPSHOT_BYTES))
                .build();
        return new TestLogs(reports, sources);
    }

    private static WebClient client(WebClient.Builder clients, URI service) {
        HttpClient http = HttpClient.create().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000);
        return clients.clone()
                .baseUrl(service.toString())
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
    }

    @Bean
    Sources streamSources(
            LiveRuns live,
            RunHistory history,
            Snapshots snapshots,
            StreamSettings settings,
            Clock clock,
            MeterRegistry meters) {
        return new Sources(live, history, snapshots, settings, clock, new StreamMeters(meters));
    }

    @Bean
    HandlerMapping webSocketMapping(WebSocketStreams streams) {
        return new SimpleUrlHandlerMapping(Map.of("/ws", streams), -1);
    }

    /** A client only ever sends short requests. */
    @Bean
    WebFluxConfigurer boundedWebSockets() {
        return new WebFluxConfigurer() {
            @Override
            public WebSocketService getWebSocketService() {
                return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                        () -> WebsocketServerSpec.builder().maxFramePayloadLength(MAX_MESSAGE_BYTES)));
            }
        };
    }
}
