package io.vigie.gateway.routing;

import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which service answers which address. What stands here is reachable, and nothing else: {@code /internal/**} of a service never is. */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouteLocator services(RouteLocatorBuilder routes, ServiceAddresses addresses) {
        CleanHeaders clean = new CleanHeaders();
        return routes.routes()
                .route(
                        "campaign-service",
                        route -> route.path(
                                        "/api/login",
                                        "/api/logout",
                                        "/api/me",
                                        "/api/campains/**",
                                        "/api/tests/**",
                                        "/api/test",
                                        "/api/filieres/**",
                                        "/api/variables/**",
                                        "/api/actions/**",
                                        "/api/users/**",
                                        "/api/webhooks",
                                        "/api/webhooks/*",
                                        "/api/webhooks/*/rotate",
                                        "/api/rapports/execute",
                                        "/api/rapports/cancel",
                                        "/api/rapports/*/cancel",
                                        "/api/rapports/*/hold",
                                        "/api/retention",
                                        "/api/rapports/generate-name",
                                        "/api/rapports/filieres")
                                .filters(filters -> filters.filter(clean))
                                .uri(addresses.campaign()))
                .route(
                        "report-service",
                        route -> route.path(
                                        "/api/rapports/**",
                                        "/api/runs/*/status",
                                        "/api/test-results/tests/*/report",
                                        "/api/test-results/tests/*/report/",
                                        "/api/isolation",
                                        "/api/history",
                                        "/api/audit/**",
                                        "/api/checkpoints",
                                        "/api/webhooks/*/ping",
                                        "/api/webhooks/*/deliveries",
                                        "/api/webhooks/*/deliveries/**",
                                        "/api/retention/run",
                                        "/api/admin/projection/**")
                                .filters(filters -> filters.filter(clean))
                                .uri(addresses.report()))
                .build();
    }
}
