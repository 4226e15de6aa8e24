package io.vigie.campaign.webhooks;

import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** Makes secrets as Standard Webhooks writes them: {@code whsec_} and 32 random bytes in base64. Thread-safe. */
@Component
class NewSecrets {

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }
}
