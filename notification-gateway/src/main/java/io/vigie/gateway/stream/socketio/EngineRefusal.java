package io.vigie.gateway.stream.socketio;

import io.vigie.gateway.errors.Problem;
import org.springframework.http.HttpStatus;

/** Why a request of Engine.IO is refused: the code of its protocol, and a sentence. */
enum EngineRefusal {
    UNKNOWN_TRANSPORT(0, HttpStatus.BAD_REQUEST, "Transport inconnu", "Transport unknown"),
    UNKNOWN_SESSION(
            1,
            HttpStatus.BAD_REQUEST,
            "Session inconnue ou terminée : reconnectez-vous",
            "Session ID unknown: connect again"),
    BAD_METHOD(2, HttpStatus.BAD_REQUEST, "Une session s'ouvre par GET", "Bad handshake method"),
    BAD_REQUEST(3, HttpStatus.BAD_REQUEST, "Requête Engine.IO malformée", "Bad request"),
    FORBIDDEN(
            4, HttpStatus.FORBIDDEN, "Cette session appartient à quelqu'un d'autre", "This session is somebody else's"),
    UNKNOWN_VERSION(
            5,
            HttpStatus.BAD_REQUEST,
            "Version d'Engine.IO non prise en charge : il faut la 4",
            "Unsupported protocol version: 4 is expected"),
    TOO_LARGE(3, HttpStatus.CONTENT_TOO_LARGE, "Envoi trop volumineux", "Payload too large"),
    NO_PLACE(
            3,
            HttpStatus.SERVICE_UNAVAILABLE,
            "Trop de connexions en direct sont ouvertes. Réessayez dans quelques secondes.",
            "Too many live connections are open. Try again in a few seconds.");

    private final int code;
    private final Problem problem;

    EngineRefusal(int code, HttpStatus status, String french, String english) {
        this.code = code;
        this.problem = Problem.of(status, french, english);
    }

    int code() {
        return code;
    }

    Problem problem() {
        return problem;
    }
}
