package io.vigie.execution.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** Signing keys as an operator would put them into their file. */
public final class KeyFiles {

    private KeyFiles() {}

    public static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    public static String pem(KeyPair... keys) {
        return Arrays.stream(keys)
                .map(key -> block("PRIVATE KEY", key.getPrivate().getEncoded())
                        + block("PUBLIC KEY", key.getPublic().getEncoded()))
                .collect(Collectors.joining());
    }

    public static void write(Path file, KeyPair... keys) {
        try {
            Files.writeString(file, pem(keys));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String block(String name, byte[] der) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(name, Base64.getMimeEncoder().encodeToString(der), name);
    }
}
