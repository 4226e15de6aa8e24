package io.vigie.launcher.api;

/** The first administrator. */
public final class Administrator {

    private Administrator() {}

    /** The address to log in with: {@code VIGIE_ADMIN_EMAIL}, else {@code admin@example.com}. */
    public static String email() {
        String chosen = System.getenv("VIGIE_ADMIN_EMAIL");
        return chosen == null || chosen.isBlank() ? "admin@example.com" : chosen.strip();
    }
}
