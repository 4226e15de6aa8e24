package io.vigie.campaign.environment;

import io.vigie.campaign.OwnFiles;
import io.vigie.contracts.secret.SecretSeal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.caching.WeakReferenceCache;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The master key, and the cache of environments. */
@Configuration(proxyBeanMethods = false)
class MasterKeyConfiguration {

    /** From the configuration; a key of our own, kept in a file, when nobody configured one. */
    @Bean
    SecretSeal masterKey(@Value("${vigie.master-key:}") String configured, @Value("${vigie.data}") Path data) {
        if (!configured.isBlank()) {
            return SecretSeal.ofMasterKey(configured.strip());
        }
        byte[] kept = OwnFiles.readOrMake(data.resolve("master-key"), () -> {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            return Base64.getEncoder().encode(key);
        });
        return SecretSeal.ofMasterKey(new String(kept, StandardCharsets.US_ASCII).strip());
    }

    @Bean
    Cache environmentCache() {
        return new WeakReferenceCache();
    }
}
