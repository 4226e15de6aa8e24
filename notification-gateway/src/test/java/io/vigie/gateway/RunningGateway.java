package io.vigie.gateway;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** The gateway itself, on a port of its own; it can be stopped and started again at will. */
final class RunningGateway implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    /** Gateways of one JVM must not close each other's event loops. */
    @Configuration(proxyBeanMethods = false)
    static class OwnLoops {

        @Bean
        ReactorResourceFactory ownLoops() {
            ReactorResourceFactory loops = new ReactorResourceFactory();
            loops.setUseGlobalResources(false);
            return loops;
        }
    }

    RunningGateway(String kafka, String campaign, String report, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--vigie.live.kafka=" + kafka,
                "--vigie.live.time-zone=UTC",
                "--vigie.services.campaign=" + campaign,
                "--vigie.services.execution=http://127.0.0.1:1",
                "--vigie.services.report=" + report));
        arguments.addAll(List.of(settings));
        context = new SpringApplicationBuilder(GatewayApplication.class, OwnLoops.class)
                .run(arguments.toArray(String[]::new));
    }

    int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        context.close();
    }
}
