package io.vigie.report.artifacts;

import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The storage that all services share ({@code VIGIE_STORAGE} and its like): workers write artifacts, this service hands them out. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    @Bean
    FileStorage artifactStorage(Environment environment) throws IOException {
        return Storages.of(StorageSettings.read(environment::getProperty, directory(environment)));
    }

    private static Path directory(Environment environment) {
        String data = environment.getProperty("VIGIE_DATA");
        Path own = data == null || data.isBlank() ? Path.of(System.getProperty("user.home"), ".vigie") : Path.of(data);
        return own.resolve("files");
    }
}
