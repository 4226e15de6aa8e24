package io.vigie.execution.working;

import io.vigie.contracts.wire.MessageJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of secrets in whatever a test says: as they are, URL-encoded, escaped in JSON or HTML, and within Base64. A
 * secret of fewer than {@value #SHORT} characters is hidden only where it stands as a word of its own, since hiding every
 * {@code a} would hide the log; each line of a secret of several lines is hidden too. Safe for use by several threads.
 *
 * <p>A captured value joins when its name or its form tells that it is a secret ({@link SecretNames}); what else is derived from a
 * secret is not known here.
 */
final class SecretMask {

    static final String MASK = "••••••";

    private static final int SHORT = 4;
    private static final int LONG_ENOUGH_WITHIN_BASE64 = 6;

    private volatile List<String> words = List.of();
    private volatile List<String> shorts = List.of();

    SecretMask(Collection<String> secrets) {
        add(secrets);
    }

    static SecretMask none() {
        return new SecretMask(List.of());
    }

    /** A mask that can learn more without the first one knowing. */
    SecretMask copy() {
        SecretMask copy = none();
        copy.words = words;
        copy.shorts = shorts;
        return copy;
    }

    /** Hides these from now on. */
    synchronized void add(Collection<String> secrets) {
        // The longest first: one secret may be the beginning of another.
        Set<String> all = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        Set<String> few = new LinkedHashSet<>(shorts);
        all.addAll(words);
        for (String secret : secrets) {
            learn(secret, all, few);
            if (secret.indexOf('\n') >= 0 || secret.indexOf('\r') >= 0) {
                secret.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= SHORT * 2)
                        .forEach(line -> learn(line, all, few));
            }
        }
        words = List.copyOf(all);
        shorts = List.copyOf(few);
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
        String hidden = text;
        for (String word : words) {
            if (hidden.contains(word)) {
                hidden = hidden.replace(word, MASK);
            }
        }
        for (String word : shorts) {
            if (hidden.contains(word)) {
                hidden = hideWord(hidden, word);
            }
        }
        return hidden;
    }

    @Nullable
    String hideIn(@Nullable String text) {
        return text == null ? null : hide(text);
    }

    private static String hideWord(String text, String word) {
        StringBuilder hidden = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            if (at >= from && !isWordAt(text, at - 1) && !isWordAt(text, at + word.length())) {
                hidden.append(text, from, at).append(MASK);
                from = at + word.length();
            }
        }
        return hidden.append(text, from, text.length()).toString();
    }

    private static boolean isWordAt(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }
}
