package io.vigie.report.outbound;

import io.vigie.service.Text;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a delivery did not come through. */
enum Cause {
    /** The receiver answered with a status that is none of success. */
    BAD_STATUS("Le destinataire a répondu par une erreur.", "The receiver answered with an error."),
    /** The receiver took too long. */
    TIMED_OUT("Le destinataire n'a pas répondu à temps.", "The receiver did not answer in time."),
    /** No connection, or one that broke. */
    UNREACHABLE("Le destinataire est injoignable.", "The receiver cannot be reached."),
    /** The address may not be sent to. */
    ADDRESS_REFUSED(
            "L'adresse n'est ni publique ni autorisée par l'exploitant, ou son hôte est inconnu.",
            "The address is neither public nor allowed by the operator, or its host is unknown."),
    /** The receiver answered 410. */
    GONE("Le destinataire ne veut plus rien recevoir (410).", "The receiver wants nothing any more (410)."),
    /** More waited than may. */
    TOO_MANY_PENDING("Trop d'envois étaient en attente.", "Too many deliveries were waiting."),
    /** The webhook was switched off meanwhile. */
    SWITCHED_OFF("Le webhook a été désactivé.", "The webhook was switched off."),
    /** The secrets do not open with the configured master key. */
    SECRET_UNREADABLE("Le secret de signature est illisible.", "The signing secret cannot be read.");

    private final Text text;

    Cause(String fr, String en) {
        this.text = Text.of(fr, en);
    }

    Text text() {
        return text;
    }

    static Optional<Cause> named(String word) {
        return Stream.of(values())
                .filter(cause -> cause.toString().equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
