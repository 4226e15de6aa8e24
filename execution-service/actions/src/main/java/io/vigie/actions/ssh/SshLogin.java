package io.vigie.actions.ssh;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.required;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.reach.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a step connects to by SSH, as whom, and how both sides prove who they are. Holds secrets: {@link #toString} shows none.
 */
public final class SshLogin {

    private static final int LONGEST_SECONDS = 3_600;

    private final String host;
    private final int port;
    private final String username;
    private final @Nullable String password;
    private final @Nullable String privateKey;
    private final @Nullable String passphrase;
    private final HostKeyRule hostKey;
    private final Duration timeout;

    private SshLogin(Parameters parameters, ActionContext context) {
        this.host = Target.plain(parameters.text("host"));
        this.port = parameters.number("port").intValue();
        this.username = parameters.text("username");
        this.password = parameters.optionalText("password").orElse(null);
        this.privateKey = parameters.optionalText("private_key").orElse(null);
        this.passphrase = parameters.optionalText("passphrase").orElse(null);
        this.timeout = parameters.seconds("timeout");
        if (password == null && privateKey == null) {
            throw new ActionBrokenException(
                    "Expected \"password\" or \"private_key\" to prove who logs in, but found neither.");
        }
        this.hostKey = HostKeyRule.read(parameters, context);
    }

    /** The parameters that a step connects with, in the order of a form. */
    public static List<ParameterDescription> parameters() {
        return List.of(
                required("host", ValueKind.STRING, Localized.of("Machine", "Host"))
                        .withHelp("Nom ou adresse.", "A name or an address."),
                optional("port", ValueKind.NUMBER, Localized.of("Port", "Port"))
                        .withDefault(22)
                        .between(1, 65_535),
                required("username", ValueKind.STRING, Localized.of("Utilisateur", "User")),
                optional("password", ValueKind.STRING, Localized.of("Mot de passe", "Password"))
                        .asSecret(),
                optional("private_key", ValueKind.TEXTAREA, Localized.of("Clé privée", "Private key"))
                        .withHelp("Format OpenSSH ou PEM.", "In OpenSSH or PEM form.")
                        .asSecret(),
                optional(
                                "passphrase",
                                ValueKind.STRING,
                                Localized.of("Phrase de passe de la clé", "Passphrase of the key"))
                        .asSecret(),
                optional("host_key", ValueKind.TEXTAREA, Localized.of("Clé du serveur", "Host key"))
                        .withHelp(
                                "Empreinte « SHA256:… » ou ligne de known_hosts ; une par ligne, l'une d'elles suffit.",
                                "A fingerprint \"SHA256:…\" or a line of known_hosts; one a line, any of them will do."),
                optional(
                                "accept_any_host_key",
                                ValueKind.CHECKBOX,
                                Localized.of("Accepter toute clé de serveur", "Accept any host key"))
                        .withDefault(false)
                        .withHelp(
                                "Dangereux : n'importe qui sur le chemin peut se faire passer pour le serveur.",
                                "Dangerous: whoever sits on the way can pass for the server."),
                optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                        .withDefault(30)
                        .between(0, LONGEST_SECONDS)
                        .withHelp(
                                "Pour tout : connexion, commande ou transfert ; 3600 au plus.",
                                "For everything: connection, command or transfer; 3600 at most."));
    }

    /**
     * What a step says; a warning in its log when it accepts any host key.
     *
     * @throws ActionBrokenException when something is missing or wrong
     */
    public static SshLogin read(Parameters parameters, ActionContext context) {
        return new SshLogin(parameters, context);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String username() {
        return username;
    }

    /** How long the whole step may take. */
    public Duration timeout() {
        return timeout;
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    Optional<String> privateKey() {
        return Optional.ofNullable(privateKey);
    }

    @Nullable
    String passphrase() {
        return passphrase;
    }

    HostKeyRule hostKey() {
        return hostKey;
    }

    @Override
    public String toString() {
        return username + "@" + host + ":" + port;
    }
}
