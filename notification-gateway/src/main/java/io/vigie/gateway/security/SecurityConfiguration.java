package io.vigie.gateway.security;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.matchers;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.netty.channel.ChannelOption;
import io.vigie.gateway.errors.Problems;
import io.vigie.gateway.page.PagePaths;
import io.vigie.gateway.page.PagePolicy;
import io.vigie.gateway.routing.ServiceAddresses;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** Everything but logging in, health and the page itself needs a valid token. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    private static final String FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    /** What is answered without a token, and without a look at one. */
    private static ServerWebExchangeMatcher open() {
        return matchers(
                pathMatchers(HttpMethod.POST, "/api/login"),
                // Looks at tokens itself: one may also come in the first packet.
                pathMatchers("/socket.io/**"),
                pathMatchers(HttpMethod.GET, "/health"),
                pathMatchers(HttpMethod.HEAD, "/health"),
                pathMatchers(HttpMethod.GET, PagePaths.open()),
                pathMatchers(HttpMethod.HEAD, PagePaths.open()));
    }

    @Bean
    SecurityWebFilterChain doors(ServerHttpSecurity http) {
        Refusals refusals = new Refusals();
        return http.authorizeExchange(exchanges -> exchanges
                        .matchers(open())
                        .permitAll()
                        // A WebSocket may bring its token in its first message.
                        .pathMatchers(HttpMethod.GET, "/ws")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .oauth2ResourceServer(tokens -> tokens.bearerTokenConverter(new TokenReader(open()))
                        .authenticationEntryPoint(refusals)
                        .jwt(jwt -> {}))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(refusals)
                        .accessDeniedHandler((exchange, denied) -> Problems.write(exchange, Refusals.FORBIDDEN)))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(ServerHttpSecurity.CsrfSpec::disable) // OwnPagesOnly does it, by origin
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(PagePolicy.STRICT))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicy(features -> features.policy(FEATURES)))
                .build();
    }

    @Bean
    ReactiveJwtDecoder sessionTokens(ServiceAddresses services, Clock clock) {
        HttpClient http = HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000)
                .responseTimeout(Duration.ofSeconds(3));
        WebClient client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
        return SessionTokens.decoder(services.campaign() + "/internal/jwks", client, clock);
    }

    /** What the firewall throws out (encoded slashes, {@code ..}, control characters) gets a sentence too. */
    @Bean
    ServerExchangeRejectedHandler rejections() {
        return (exchange, rejected) -> Problems.write(exchange, Problems.BAD_ADDRESS);
    }
}
