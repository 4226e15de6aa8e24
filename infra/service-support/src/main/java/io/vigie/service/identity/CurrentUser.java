package io.vigie.service.identity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.vigie.service.refusal.Refusal;

/**
 * Who is asking, as the verified token says. A controller gets it by declaring it as an argument; on an open path there may be nobody, and the
 * request is then refused with 401.
 */
public record CurrentUser(String id, String name, String email, Role role) {

    @JsonIgnore
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /**
     * @throws Refusal 403 when this user is no administrator
     */
    public void requireAdmin() {
        if (!isAdmin()) {
            throw Refusal.forbidden(IdentityTexts.ADMIN_ONLY).named("admin-only");
        }
    }
}
