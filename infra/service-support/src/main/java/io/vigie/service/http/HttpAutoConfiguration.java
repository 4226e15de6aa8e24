package io.vigie.service.http;

import io.vigie.service.Languages;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusals;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** Languages, limits and the request log. */
@AutoConfiguration(before = WebMvcAutoConfiguration.class)
@EnableConfigurationProperties(HttpLimits.class)
@Import(StrictIdentifiers.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
final class HttpAutoConfiguration {

    /** Outermost, so that its line tells what the client saw. */
    @Bean
    FilterRegistrationBean<RequestLog> requestLog() {
        var filter = new FilterRegistrationBean<>(new RequestLog());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        return filter;
    }

    /** Behind the security filters, so that a stranger learns nothing but that a token is missing. */
    @Bean
    FilterRegistrationBean<BodyLimit> bodyLimit(HttpLimits limits, Refusals refusals) {
        var filter = new FilterRegistrationBean<>(new BodyLimit(limits, refusals));
        filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 10);
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        return filter;
    }

    @Bean
    LocaleResolver localeResolver() {
        var resolver = new AcceptHeaderLocaleResolver() {
            @Override
            public Locale resolveLocale(HttpServletRequest request) {
                return Languages.of(request);
            }
        };
        resolver.setSupportedLocales(Text.LANGUAGES);
        return resolver;
    }
}
