package io.vigie.actions.ftp;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;

import io.vigie.action.ActionContext;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.reach.Target;
import io.vigie.actions.reach.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a step connects to by FTP, as whom, and whether inside TLS. Holds a secret: {@link #toString} shows none.
 *
 * @param trust what the server's certificate is measured by; empty when there is no TLS
 */
record FtpLogin(
        String host,
        int port,
        String username,
        String password,
        Security security,
        Optional<Trust> trust,
        Duration timeout) {

    private static final int LONGEST_SECONDS = 3_600;

    /** When the connection turns to TLS. */
    enum Security {
        NONE,
        /** By the command {@code AUTH TLS} (RFC 4217). */
        EXPLICIT,
        /** From the first byte, on a port of its own. */
        IMPLICIT
    }

    static List<ParameterDescription> parameters() {
        return List.of(
                required("host", ValueKind.STRING, Localized.of("Machine", "Host"))
                        .withHelp("Nom ou adresse.", "A name or an address."),
                optional("port", ValueKind.NUMBER, Localized.of("Port", "Port"))
                        .between(1, 65_535)
                        .withHelp(
                                "21, ou 990 pour « implicit », si rien n'est dit.",
                                "21, or 990 for \"implicit\", when nothing is said."),
                required("username", ValueKind.STRING, Localized.of("Utilisateur", "User"))
                        .withHelp("« anonymous » pour un accès public.", "\"anonymous\" for public access."),
                optional("password", ValueKind.STRING, Localized.of("Mot de passe", "Password"))
                        .asSecret(),
                optionalChoice("tls", Localized.of("TLS", "TLS"), List.of("none", "explicit", "implicit"))
                        .withDefault("none")
                        .withHelp(
                                "« none » envoie le mot de passe et les fichiers en clair.",
                                "\"none\" sends password and files in the clear."),
                Trust.trustedCertificate(),
                Trust.acceptAnyCertificate(),
                optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                        .withDefault(30)
                        .between(0, LONGEST_SECONDS)
                        .withHelp(
                                "Pour tout : connexion et transfert ; 3600 au plus.",
                                "For everything: connection and transfer; 3600 at most."));
    }

    static FtpLogin read(Parameters parameters, ActionContext context) {
        Security security = parameters.choice("tls", Security.class);
        int port = parameters.has("port")
                ? parameters.number("port").intValue()
                : security == Security.IMPLICIT ? 990 : 21;
        if (security == Security.NONE && parameters.has("password")) {
            context.log(LogLevel.WARN, "The password is sent in the clear, since the step uses no TLS.");
        }
        return new FtpLogin(
                Target.plain(parameters.text("host")),
                port,
                line(parameters, "username"),
                parameters.has("password") ? line(parameters, "password") : "",
                security,
                security == Security.NONE ? Optional.empty() : Optional.of(Trust.read(parameters, context)),
                parameters.seconds("timeout"));
    }

    /** A line break would begin another command. */
    private static String line(Parameters parameters, String name) {
        String text = parameters.text(name);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw parameters.refuse(name, "one line");
        }
        return text;
    }

    @Override
    public String toString() {
        return username + "@" + host + ":" + port;
    }
}
