package io.vigie.service.refusal;

import io.vigie.service.Text;

/** What is said when there is nothing more to say than the status. */
final class StatusTexts {

    static final Text FORBIDDEN =
            Text.of("Accès refusé : droits administrateur requis", "Access denied: administrator rights required");

    static final Text NOT_FOUND = Text.of("Ressource non trouvée", "Resource not found");

    private StatusTexts() {}

    static Text of(int status) {
        return switch (status) {
            case 401 -> Text.of("Token manquant", "Missing token");
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> Text.of("Méthode non autorisée", "Method not allowed");
            case 406 -> Text.of("Format de réponse non disponible", "Response format not available");
            case 413 -> Text.of("Corps de requête trop volumineux", "Request body too large");
            case 415 -> Text.of("Type de contenu non pris en charge", "Content type not supported");
            case 431 -> Text.of("En-têtes trop volumineux", "Request headers too large");
            case 503 -> Text.of("Service momentanément indisponible", "Service temporarily unavailable");
            default ->
                status < 500
                        ? Text.of("Requête invalide", "Invalid request")
                        : Text.of("Erreur interne du serveur", "Internal server error");
        };
    }
}
