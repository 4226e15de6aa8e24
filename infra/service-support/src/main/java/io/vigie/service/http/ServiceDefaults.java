package io.vigie.service.http;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** What every service starts with, unless its own configuration or the environment says otherwise. */
final class ServiceDefaults implements EnvironmentPostProcessor {

    private static final String NAME = "vigie-service-defaults";

    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("server.address", "127.0.0.1"),
            Map.entry("spring.threads.virtual.enabled", "true"),
            Map.entry("spring.main.banner-mode", "off"),
            // The request log has a line for it already.
            Map.entry("logging.level.org.springframework.web.servlet.PageNotFound", "error"),
            // An API has no files, no forms and no uploads until a service says so; each is one more reader of bodies
            // before the limit.
            Map.entry("spring.web.resources.add-mappings", "false"),
            Map.entry("spring.mvc.formcontent.filter.enabled", "false"),
            Map.entry("spring.servlet.multipart.enabled", "false"),
            Map.entry("server.tomcat.max-http-form-post-size", "1MB"),
            // A client that sends a body somewhat over the limit is read to its end, so that it sees the answer and not
            // a broken connection.
            Map.entry("server.tomcat.max-swallow-size", "16MB"));

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.getPropertySources().contains(NAME)) {
            environment.getPropertySources().addLast(new MapPropertySource(NAME, DEFAULTS));
        }
    }
}
