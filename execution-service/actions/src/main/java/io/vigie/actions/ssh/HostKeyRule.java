package io.vigie.actions.ssh;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.action.Parameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Which key a server has to prove that it holds. Without that, anybody on the way could be the server, and would be sent the
 * password.
 *
 * @param fingerprints {@code SHA256:} with Base64, as {@code ssh-keygen -l} writes them; one of them has to match
 * @param acceptsAny whether every key will do
 */
record HostKeyRule(Set<String> fingerprints, boolean acceptsAny) {

    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:([A-Za-z0-9+/]{43})=?");
    private static final Pattern KEY_LINE =
            Pattern.compile("(?:.*\\s)?(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-\\S+\\s+([A-Za-z0-9+/]+={0,2})(?:\\s.*)?");

    HostKeyRule {
        fingerprints = Set.copyOf(fingerprints);
    }

    static HostKeyRule read(Parameters parameters, ActionContext context) {
        if (parameters.flag("accept_any_host_key")) {
            context.log(LogLevel.WARN, "The server's host key is not verified, since the step accepts any.");
            return new HostKeyRule(Set.of(), true);
        }
        if (!parameters.has("host_key")) {
            throw new ActionBrokenException(
                    "Expected \"host_key\" to say which key the server has to hold (or \"accept_any_host_key\" to be true),"
                            + " but found neither.");
        }
        Set<String> fingerprints = new HashSet<>();
        parameters
                .text("host_key")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> fingerprints.add(fingerprint(line, parameters)));
        if (fingerprints.isEmpty()) {
            throw refusal(parameters);
        }
        return new HostKeyRule(fingerprints, false);
    }

    private static String fingerprint(String line, Parameters parameters) {
        Matcher fingerprint = FINGERPRINT.matcher(line);
        if (fingerprint.matches()) {
            return "SHA256:" + fingerprint.group(1);
        }
        Matcher key = KEY_LINE.matcher(line);
        if (!key.matches()) {
            throw refusal(parameters);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key.group(1)));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (IllegalArgumentException notBase64) {
            throw refusal(parameters);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Expected every JDK to have SHA-256, but this one has not.", impossible);
        }
    }

    private static ActionBrokenException refusal(Parameters parameters) {
        return parameters.refuse(
                "host_key", "a fingerprint such as \"SHA256:…\" (43 characters) or a line of a known_hosts file");
    }

    /** A server's key as its fingerprint. */
    static String fingerprint(PublicKey key) {
        PublicKey plain = key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, plain);
    }

    boolean accepts(String fingerprint) {
        return acceptsAny || fingerprints.contains(fingerprint);
    }
}
