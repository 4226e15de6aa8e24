package io.vigie.report.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.core.io.ClassPathResource;

/** Where files are looked for: services that were told nothing must agree with one another. */
class PlaceOfFilesTests {

    private static Path placeWith(Map<String, Object> environment) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("environment", environment));
        new YamlPropertySourceLoader()
                .load("settings", new ClassPathResource("application.yaml"))
                .forEach(sources::addLast);
        return Path.of(new PropertySourcesPropertyResolver(sources).getRequiredProperty("vigie.files"))
                .normalize();
    }

    @Test
    void isBesideTheServicesOwnDataUnlessItIsTold() throws IOException {
        assertThat(placeWith(Map.of())).isEqualTo(Path.of("var/files"));
        assertThat(placeWith(Map.of("VIGIE_DATA", "/srv/vigie/a-service"))).isEqualTo(Path.of("/srv/vigie/files"));
        assertThat(placeWith(Map.of("VIGIE_DATA", "/srv/vigie/a-service", "VIGIE_STORAGE_DIRECTORY", "/mnt/files")))
                .isEqualTo(Path.of("/mnt/files"));
    }
}
