package io.vigie.report.export;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as every platform knows it. */
final class Sha256 {

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(
                    "Expected every platform to know SHA-256, but this one does not.", impossible);
        }
    }

    /** Lower-case hexadecimal. */
    static String of(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }
}
