package io.vigie.service.identity;

import io.vigie.service.http.RequestLog;
import io.vigie.service.refusal.Refusals;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets nobody in without a valid token, but to {@code GET /health} and the {@link OpenPaths} of the service. A service that has the keys itself
 * declares a {@link JwtDecoder} made by {@link SessionTokens#decoder}.
 */
@AutoConfiguration(
        before = {
            ServletWebSecurityAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
@EnableMethodSecurity
@EnableConfigurationProperties(CampaignService.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class IdentityAutoConfiguration implements WebMvcConfigurer {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CurrentUserArgument());
    }

    @Bean
    @ConditionalOnMissingBean
    JwtDecoder sessionTokenDecoder(CampaignService signer, ObjectProvider<Clock> clocks) {
        var clock = clocks.getIfUnique(Clock::systemUTC);
        return SessionTokens.decoder(new FetchedKeys(new KeysOverHttp(signer.keys()), clock), clock);
    }

    @Bean
    SecurityFilterChain sessions(
            HttpSecurity http, JwtDecoder decoder, ObjectProvider<OpenPaths> openPaths, Refusals refusals) {
        var open = open(openPaths);
        var doorkeeper = new Doorkeeper(refusals);
        return http.securityMatcher("/**")
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Tokens come in a header that no other site can make a browser send; the cookie is SameSite=Lax and
                // turned into it by the gateway.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                        // Not the usual writer: it would overrule an answer that may be framed by our own pages.
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::disable)
                        .addHeaderWriter(new StaticHeadersWriter("X-Frame-Options", "DENY"))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(problems ->
                        problems.authenticationEntryPoint(doorkeeper).accessDeniedHandler(doorkeeper))
                .authorizeHttpRequests(calls -> calls.dispatcherTypeMatchers(
                                DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers(open)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .addFilterBefore(tokens(decoder, open, doorkeeper), AnonymousAuthenticationFilter.class)
                .addFilterAfter(new NamesTheUser(), AuthorizationFilter.class)
                .build();
    }

    private static BearerTokenAuthenticationFilter tokens(
            JwtDecoder decoder, RequestMatcher open, Doorkeeper doorkeeper) {
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(SignedIn::of);
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(provider));
        filter.setBearerTokenResolver(new TokenReader(open));
        filter.setAuthenticationEntryPoint(doorkeeper);
        filter.setAuthenticationFailureHandler(doorkeeper::commence);
        return filter;
    }

    private static RequestMatcher open(ObjectProvider<OpenPaths> declared) {
        var paths = PathPatternRequestMatcher.withDefaults();
        var matchers = new ArrayList<RequestMatcher>();
        matchers.add(paths.matcher(HttpMethod.GET, "/health"));
        matchers.add(paths.matcher(HttpMethod.HEAD, "/health"));
        declared.orderedStream()
                .flatMap(some -> some.calls().stream())
                .forEach(call -> matchers.add(paths.matcher(call.method(), call.pattern())));
        return new OrRequestMatcher(matchers);
    }

    /** Tells the request log who is asking; not a bean, so that the container does not run it a second time. */
    private static final class NamesTheUser extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var signedIn = SecurityContextHolder.getContext().getAuthentication();
            if (signedIn != null && signedIn.getPrincipal() instanceof CurrentUser user) {
                RequestLog.user(request, user.id());
            }
            chain.doFilter(request, response);
        }
    }
}
