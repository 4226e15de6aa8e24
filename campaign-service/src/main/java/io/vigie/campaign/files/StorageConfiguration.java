package io.vigie.campaign.files;

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

/** Where the contents of files are: the storage that workers read from too. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class StorageConfiguration {

    @Bean(destroyMethod = "close")
    FileStorage fileStorage(Environment environment, @Value("${vigie.files}") Path directory) throws IOException {
        return Storages.of(StorageSettings.read(environment::getProperty, directory.normalize()));
    }
}
