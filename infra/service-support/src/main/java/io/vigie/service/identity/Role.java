package io.vigie.service.identity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What a user may do in general. */
public enum Role {
    /** Everything, users and variables included. */
    ADMIN,
    /** Everything but what is an administrator's. */
    USER;

    /** The name in tokens and answers. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String wireName) {
        for (var role : values()) {
            if (role.wireName().equals(wireName)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
