package io.vigie.testsupport.spring;

import io.vigie.testsupport.RealServers;
import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.postgres.Database;
import io.vigie.testsupport.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts the servers' addresses before every other property of the context. Two classes never have equal customizers, so that a context is
 * never shared by classes whose databases and topics differ.
 *
 * @param owner the class that carries the annotation
 */
record RealServersCustomizer(Class<?> owner) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        RealServers servers = RealServers.preparedFor(owner);
        Map<String, Object> properties = new HashMap<>();
        if (servers.wishes().kafka()) {
            KafkaBroker kafka = servers.kafka();
            for (String name : new String[] {
                "VIGIE_KAFKA",
                "vigie.kafka",
                "spring.kafka.bootstrap-servers",
                "spring.cloud.stream.kafka.binder.brokers"
            }) {
                properties.put(name, kafka.bootstrap());
            }
            context.getBeanFactory().registerSingleton("vigieTestKafka", kafka);
        }
        if (servers.wishes().postgres()) {
            Database database = servers.database();
            properties.put("VIGIE_DATABASE_URL", database.url());
            properties.put("VIGIE_DATABASE_USER", database.user());
            properties.put("VIGIE_DATABASE_PASSWORD", database.password());
            properties.put("spring.datasource.url", database.url());
            properties.put("spring.datasource.username", database.user());
            properties.put("spring.datasource.password", database.password());
            PostgresServer postgres = servers.postgres();
            context.getBeanFactory().registerSingleton("vigieTestPostgres", postgres);
            context.getBeanFactory().registerSingleton("vigieTestDatabase", database);
        }
        String data = emptyDirectory().toString();
        properties.put("VIGIE_DATA", data);
        properties.put("vigie.data", data);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("vigie-test-servers", properties));
    }

    private static Path emptyDirectory() {
        try {
            Path directory = Files.createTempDirectory("vigie-test-data-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFiles.delete(directory)));
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
