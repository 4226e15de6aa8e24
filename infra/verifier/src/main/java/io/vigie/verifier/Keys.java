package io.vigie.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Ed25519 by the JDK alone. A key is known by its fingerprint: SHA-256 over its X.509 SubjectPublicKeyInfo. */
final class Keys {

    private static final String ALGORITHM = "Ed25519";
    private static final String FINGERPRINT = "[0-9a-f]{64}";
    private static final int MAX_KEY_FILE = 64 * 1024;

    private Keys() {}

    /** The fingerprint that somebody names by itself, or by a file that holds it or a public key as PEM. */
    static String fingerprint(String fingerprintOrFile) throws Unusable {
        String asIs = fingerprintOrFile.strip();
        if (asIs.matches(FINGERPRINT)) {
            return asIs;
        }
        Path file = Path.of(fingerprintOrFile);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_KEY_FILE) {
                throw new Unusable(
                        "Expected a fingerprint of 64 hexadecimal characters or a file with a public key, but \"%s\" is neither."
                                .formatted(fingerprintOrFile));
            }
            String text = Files.readString(file).strip();
            if (text.matches(FINGERPRINT)) {
                return text;
            }
            String base64 =
                    text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
            byte[] encoded = Base64.getDecoder().decode(base64);
            publicKey(encoded);
            return Hashes.hex(Hashes.sha256().digest(encoded));
        } catch (IOException | IllegalArgumentException | GeneralSecurityException noKey) {
            throw new Unusable(
                    "Expected \"%s\" to hold a fingerprint or an Ed25519 public key as PEM, but it does not."
                            .formatted(fingerprintOrFile),
                    noKey);
        }
    }

    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The bytes of base64 as it is always written: no other text stands for the same bytes. */
    static byte @Nullable [] strictBase64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    static boolean verifies(PublicKey key, byte[] signed, String signature) {
        byte[] bytes = strictBase64(signature);
        if (bytes == null) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(signed);
            return check.verify(bytes);
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }
}
