package io.vigie.gateway.stream;

/** Why a stream ends before its run does. */
enum Cut {
    TOO_SLOW(
            "too-slow",
            "Lecture trop lente : reprenez après le dernier événement reçu.",
            "Reading is too slow: resume after the last event received.",
            true),
    TOKEN_EXPIRED(
            "token-expired",
            "Votre session a expiré. Veuillez vous reconnecter.",
            "Your session has expired. Please log in again.",
            false),
    SHUTTING_DOWN(
            "shutting-down",
            "Le serveur redémarre : reprenez après le dernier événement reçu.",
            "The server restarts: resume after the last event received.",
            true),
    HISTORY_AWAY(
            "history-away",
            "L'historique est momentanément indisponible : reprenez dans quelques secondes.",
            "The history is away for the moment: resume in a few seconds.",
            true);

    private final String reason;
    private final String french;
    private final String english;
    private final boolean resume;

    Cut(String reason, String french, String english, boolean resume) {
        this.reason = reason;
        this.french = french;
        this.english = english;
        this.resume = resume;
    }

    /** The word on the wire. */
    String reason() {
        return reason;
    }

    String french() {
        return french;
    }

    String english() {
        return english;
    }

    /** Whether coming back with the last id helps. */
    boolean resume() {
        return resume;
    }
}
