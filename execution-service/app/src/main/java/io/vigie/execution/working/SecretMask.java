package io.vigie.execution.working;

import io.vigie.contracts.wire.MessageJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Hides the values of secrets in whatever a test says: as they are, URL-encoded, escaped in JSON or HTML, and within Base64. A
 * secret of fewer than {@value WordMask#SHORTEST} characters is hidden only where it stands as a word of its own, since hiding every
 * {@code a} would hide the log; each line of a secret of several lines is hidden too. Safe for use by several threads.
 *
 * <p>A captured value joins when its name or its form tells that it is a secret ({@link SecretNames}); what else is derived from a
 * secret is not known here.
 */
final class SecretMask {

    static final String MASK = "••••••";

    private static final int SHORT = WordMask.SHORTEST;
    private static final int LONG_ENOUGH_WITHIN_BASE64 = 6;

    private volatile Known known = new Known(Set.of(), Set.of(), Set.of());

    /** What is hidden; never changed, so that masks share it. */
    private static final class Known {

        private final Set<String> secrets;
        private final Set<String> words;
        private final Set<String> shorts;
        private final WordMask mask;

        Known(Set<String> secrets, Set<String> words, Set<String> shorts) {
            this.secrets = secrets;
            this.words = words;
            this.shorts = shorts;
            this.mask = new WordMask(words, shorts, MASK);
        }
    }

    SecretMask(Collection<String> secrets) {
        add(secrets);
    }

    static SecretMask none() {
        return new SecretMask(List.of());
    }

    /** A mask that can learn more without the first one knowing. */
    SecretMask copy() {
        SecretMask copy = none();
        copy.known = known;
        return copy;
    }

    /** Hides these from now on. */
    synchronized void add(Collection<String> secrets) {
        // A step's secrets are mostly those of its environment, which are known.
        if (known.secrets.containsAll(secrets)) {
            return;
        }
        Set<String> heard = new HashSet<>(known.secrets);
        Set<String> all = new HashSet<>(known.words);
        Set<String> few = new LinkedHashSet<>(known.shorts);
        for (String secret : secrets) {
            if (!heard.add(secret)) {
                continue;
            }
            learn(secret, all, few);
            if (secret.indexOf('\n') >= 0 || secret.indexOf('\r') >= 0) {
                secret.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= SHORT * 2)
                        .forEach(line -> learn(line, all, few));
            }
        }
        // A form may be shorter than the secret, or empty: one of control characters loses them in a text that is made
        // fit.
        all.removeIf(word -> word.length() < SHORT);
        known = new Known(heard, all, few);
    }

    private static void learn(String secret, Set<String> all, Set<String> few) {
        if (secret.isBlank()) {
            return;
        }
        if (secret.length() < SHORT) {
            few.add(secret);
            return;
        }
        all.add(secret);
        String urlEncoded = URLEncoder.encode(Texts.fit(secret), StandardCharsets.UTF_8);
        all.add(urlEncoded);
        all.add(urlEncoded.replace("+", "%20"));
        all.add(urlEncoded.replace("+", "%20").replace("%7E", "~").replace("*", "%2A"));
        String json = MessageJson.mapper().writeValueAsString(Texts.fit(secret));
        all.add(json.substring(1, json.length() - 1));
        all.add(json.substring(1, json.length() - 1).replace("/", "\\/"));
        all.add(secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= LONG_ENOUGH_WITHIN_BASE64) {
            for (int before = 0; before < 3; before++) {
                String within = withinBase64(bytes, before);
                all.add(within);
                all.add(within.replace('+', '-').replace('/', '_'));
            }
        }
    }

    /** The characters that Base64 makes of these bytes whatever stands around them, {@code before} bytes into a group of three. */
    private static String withinBase64(byte[] secret, int before) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = (before * 8 + 5) / 6;
        int last = shifted.length * 8 / 6;
        return encoded.substring(first, last);
    }

    /** The text without secrets. */
    String hide(String text) {
        return known.mask.hide(text);
    }
}
