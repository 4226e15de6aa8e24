package io.vigie.storage;

import java.util.regex.Pattern;

/** What a key may look like, so that it is a safe path in every kind of storage. */
final class StorageKey {

    static final int MOST_CHARACTERS = 512;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    private static final Pattern DOTS_ALONE = Pattern.compile("(.*/)?\\.\\.?(/.*)?");

    private StorageKey() {}

    /** The key itself. @throws IllegalArgumentException when it is none */
    static String checked(String key) {
        if (key.length() > MOST_CHARACTERS
                || !KEY.matcher(key).matches()
                || DOTS_ALONE.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "Expected a key of at most " + MOST_CHARACTERS
                            + " characters, made of letters, digits, dots, hyphens and underscores between slashes, but found another text.");
        }
        return key;
    }

    /** The prefix without its slash. @throws IllegalArgumentException when it is no key with a slash after it */
    static String folder(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("Expected a prefix that ends with a slash, but it does not.");
        }
        return checked(prefix.substring(0, prefix.length() - 1));
    }
}
