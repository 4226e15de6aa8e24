package io.vigie.gateway.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.resource.EncodedResourceResolver;
import org.springframework.web.reactive.resource.PathResourceResolver;

/**
 * The page: one document for all its views, and the files that it asks for. The document is never kept by a browser, since it names the files of the
 * newest build and carries the nonce of its policy; the files are kept for ever.
 */
@Configuration(proxyBeanMethods = false)
class PageRoute implements WebFluxConfigurer {

    /** What stands in the built document in place of the nonce. */
    private static final String PLACE = "VIGIE_NONCE";

    private static final int NONCE_BYTES = 16;
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final CacheControl FOR_A_DAY = CacheControl.maxAge(Duration.ofDays(1));

    private final SecureRandom random = new SecureRandom();

    /** {@code GET} and {@code HEAD}: a monitor that looks whether the page is there must find it. */
    @Bean
    RouterFunction<ServerResponse> views() throws IOException {
        String document = new ClassPathResource("static/index.html").getContentAsString(StandardCharsets.UTF_8);
        RouterFunctions.Builder routes = RouterFunctions.route();
        for (String path : PagePaths.VIEWS) {
            routes.GET(path, request -> {
                String nonce = nonce();
                return ServerResponse.ok()
                        .contentType(MediaType.TEXT_HTML)
                        .cacheControl(CacheControl.noStore())
                        .header(PagePolicy.HEADER, PagePolicy.withStylesOf(nonce))
                        .bodyValue(document.replace(PLACE, nonce));
            });
            routes.HEAD(
                    path,
                    request ->
                            ServerResponse.ok().contentType(MediaType.TEXT_HTML).build());
        }
        return routes.build();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PagePaths.ASSETS)
                .addResourceLocations("classpath:/static/assets/")
                .setCacheControl(FOR_EVER)
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver())
                .addResolver(new PathResourceResolver());
        registry.addResourceHandler(PagePaths.SIGN)
                .addResourceLocations("classpath:/static/")
                .setCacheControl(FOR_A_DAY);
    }

    /** Fresh for each answer (Content Security Policy Level 3, section 7.1). */
    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
