package io.vigie.gateway.page;

/** What a browser may do with what this origin gives out (Content Security Policy Level 3): nothing that does not come from here. */
public final class PagePolicy {

    static final String HEADER = "Content-Security-Policy";

    private static final String STYLES = "style-src 'self'";

    /** For every answer. */
    public static final String STRICT = "default-src 'none'; script-src 'self'; " + STYLES
            + "; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private PagePolicy() {}

    /** For the page, whose components bring style elements of their own: those with this nonce are let in, and no other. */
    static String withStylesOf(String nonce) {
        return STRICT.replace(STYLES, STYLES + " 'nonce-" + nonce + "'");
    }
}
