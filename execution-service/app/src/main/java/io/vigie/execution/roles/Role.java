package io.vigie.execution.roles;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a process of this service does. {@code vigie.roles} ({@code VIGIE_ROLES}) lists the roles, all by default; further processes
 * that only work are how a system grows.
 */
public enum Role {
    /** Decides what runs next and writes the history of runs. */
    COORDINATOR,
    /** Runs tests. */
    WORKER,
    /** Signs the history of runs; of all processes that have this role, one does. */
    SIGNER;

    /** The setting that lists the roles. */
    public static final String SETTING = "vigie.roles";

    /** All of them. */
    public static final String USUAL = "coordinator,worker,signer";

    /**
     * The roles that a text lists, separated by commas.
     *
     * @throws IllegalArgumentException when it lists none, or one that there is not
     */
    public static Set<Role> parse(String listed) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : listed.split(",")) {
            if (!name.isBlank()) {
                roles.add(Arrays.stream(values())
                        .filter(role -> role.toString().equals(name.strip().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> refused(listed)));
            }
        }
        if (roles.isEmpty()) {
            throw refused(listed);
        }
        return roles;
    }

    private static IllegalArgumentException refused(String listed) {
        return new IllegalArgumentException("Expected VIGIE_ROLES to list one or more of "
                + Arrays.stream(values()).map(Role::toString).collect(Collectors.joining(", ")) + ", but found \""
                + listed + "\".");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
