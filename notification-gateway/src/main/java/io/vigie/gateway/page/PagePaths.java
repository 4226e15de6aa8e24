package io.vigie.gateway.page;

import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the page. Those of its views all answer the same document, which then shows what the address says; so a permalink opens, and an
 * address that nobody has is refused like every other. Nothing behind them tells anything: what the page shows it asks for with a token.
 */
public final class PagePaths {

    /** The views, as the page's own router has them. */
    static final List<String> VIEWS = List.of(
            "/",
            "/campaigns/**",
            "/reports/**",
            "/tests/**",
            "/playground/**",
            "/environments/**",
            "/trends/**",
            "/audit/**",
            "/users/**",
            "/webhooks/**");

    /** Scripts, styles and pictures, each under a name that changes with its content. */
    static final String ASSETS = "/assets/**";

    static final String SIGN = "/favicon.svg";

    private PagePaths() {}

    /** What is given out without a token, to be read only. */
    public static String[] open() {
        return Stream.concat(VIEWS.stream(), Stream.of(ASSETS, SIGN)).toArray(String[]::new);
    }
}
