package io.vigie.campaign.identity;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;

/** The sentences with which this room says no. */
final class IdentityRefusals {

    private IdentityRefusals() {}

    static Refusal unknownUser() {
        return Refusal.notFound("Utilisateur non trouvé", "User not found").named("user-unknown");
    }

    static Refusal wrongPassword() {
        return Refusal.unauthorized(Text.of("Email ou mot de passe incorrect", "Wrong email or password"))
                .named("wrong-credentials");
    }

    static Refusal tooManyFailures() {
        return Refusal.of(
                        429,
                        Text.of(
                                "Trop de tentatives de connexion. Veuillez réessayer plus tard.",
                                "Too many attempts to log in. Please try again later."))
                .named("too-many-attempts");
    }

    static Refusal notOneself() {
        return Refusal.forbidden(Text.of(
                        "Vous ne pouvez pas supprimer votre propre compte", "You cannot delete your own account"))
                .named("not-oneself");
    }
}
