package io.vigie.service.identity;

import io.vigie.service.Text;

/** What is said to those who are not let in; the French sentences are the API's contract. */
final class IdentityTexts {

    static final Text MISSING = Text.of("Token manquant", "Missing token");
    static final Text MALFORMED = Text.of("Format de token invalide", "Invalid token format");
    static final Text EXPIRED = Text.of(
            "Votre session a expiré. Veuillez vous reconnecter.", "Your session has expired. Please log in again.");
    static final Text INVALID =
            Text.of("Token invalide. Veuillez vous reconnecter.", "Invalid token. Please log in again.");
    static final Text ADMIN_ONLY =
            Text.of("Accès refusé : droits administrateur requis", "Access denied: administrator rights required");
    static final Text NO_KEYS = Text.of(
            "Impossible de vérifier la session pour le moment. Veuillez réessayer.",
            "The session cannot be verified right now. Please try again.");

    private IdentityTexts() {}
}
