package io.vigie.report.artifacts;

import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The storage that all services share ({@code VIGIE_STORAGE} and its like): workers write artifacts, this service hands them out. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class StorageConfiguration {

    @Bean
    FileStorage artifactStorage(Environment environment, @Value("${vigie.files}") Path directory) throws IOException {
        return Storages.of(StorageSettings.read(environment::getProperty, directory.normalize()));
    }
}
