package io.vigie.campaign.webhooks;

import io.vigie.service.outbound.AddressPolicy;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where webhooks may send to. */
@Configuration(proxyBeanMethods = false)
class AddressConfiguration {

    @Bean
    AddressPolicy webhookAddresses(@Value("${vigie.webhooks.allowed-networks:}") List<String> allowed) {
        return new AddressPolicy(allowed);
    }
}
