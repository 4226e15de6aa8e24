package io.vigie.gateway.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** {@code HEAD /}, which the framework's own welcome page leaves out: a monitor that looks whether the page is there must find it. */
@Configuration(proxyBeanMethods = false)
class PageRoute {

    @Bean
    RouterFunction<ServerResponse> headOfThePage() {
        return RouterFunctions.route()
                .HEAD(
                        "/",
                        request -> ServerResponse.ok()
                                .contentType(MediaType.TEXT_HTML)
                                .build())
                .build();
    }
}
