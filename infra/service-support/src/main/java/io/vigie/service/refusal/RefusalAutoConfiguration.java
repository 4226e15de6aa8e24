package io.vigie.service.refusal;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** Strict bodies in, problems out. */
@AutoConfiguration(
        before = {HttpMessageConvertersAutoConfiguration.class, ErrorMvcAutoConfiguration.class},
        after = JacksonAutoConfiguration.class)
@Import({RefusalAdvice.class, ContainerErrors.class})
final class RefusalAutoConfiguration {

    @Bean
    RequestBodies requestBodies(List<JsonMapperBuilderCustomizer> customizers) {
        return new RequestBodies(customizers);
    }

    @Bean
    Refusals refusals(JsonMapper json) {
        return new Refusals(json);
    }
}
