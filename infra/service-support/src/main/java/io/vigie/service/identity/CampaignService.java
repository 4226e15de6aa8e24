package io.vigie.service.identity;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the service is that signs session tokens ({@code VIGIE_CAMPAIGN_URL}).
 *
 * @param url without a path
 */
@ConfigurationProperties("vigie.campaign")
record CampaignService(
        @DefaultValue("http://127.0.0.1:8081") URI url) {

    URI keys() {
        return URI.create(url.toString().replaceAll("/+$", "") + "/internal/jwks");
    }
}
