package io.vigie.execution.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a file: for each, from the oldest to the newest, a {@code PRIVATE KEY} (PKCS#8) and its {@code PUBLIC KEY} (X.509) as PEM. The
 * newest signs; an older one stays until it has introduced the one after it. Immutable; nothing of a private key is ever shown.
 */
final class SigningKeys {

    /** One Ed25519 key. @param fingerprint SHA-256 over the X.509 form of its public half, lower-case hexadecimal */
    static final class SigningKey {

        private final PrivateKey secret;
        private final String publicKey;
        private final String fingerprint;

        private SigningKey(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
            this.secret = secret;
            this.publicKey = Base64.getEncoder().encodeToString(open.getEncoded());
            this.fingerprint = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(open.getEncoded()));
        }

        /** The public half, X.509 SubjectPublicKeyInfo in base64. */
        String publicKey() {
            return publicKey;
        }

        String fingerprint() {
            return fingerprint;
        }

        /** Ed25519 over the bytes, in base64. */
        String sign(byte[] bytes) {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initSign(secret);
                signature.update(bytes);
                return Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException unexpected) {
                throw new IllegalStateException(
                        "Expected to sign with the key %s, but the platform refused.".formatted(fingerprint),
                        unexpected);
            }
        }

        @Override
        public String toString() {
            return fingerprint;
        }
    }

    private static final String ALGORITHM = "Ed25519";
    private static final Pattern PAIR =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----\\s*"
                    + "-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----");

    private final List<SigningKey> keys;

    private SigningKeys(List<SigningKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalStateException when the file holds no keys, with a sentence that shows nothing of it */
    static SigningKeys read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "Expected signing keys in \"%s\", but it cannot be read.".formatted(file.getFileName()));
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            // The cause is left out: it may quote what it could not read.
            throw new IllegalStateException(
                    "Expected Ed25519 keys as PEM in \"%s\", each private one before its public one, but found something else."
                            .formatted(file.getFileName()));
        }
    }

    static SigningKeys parse(String pem) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
        List<SigningKey> keys = new ArrayList<>();
        Matcher pair = PAIR.matcher(pem);
        while (pair.find()) {
            PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(pair.group(1))));
            PublicKey open = factory.generatePublic(new X509EncodedKeySpec(bytes(pair.group(2))));
            requirePair(secret, open);
            keys.add(new SigningKey(secret, open));
        }
        if (keys.isEmpty()) {
            throw new GeneralSecurityException("no keys");
        }
        return new SigningKeys(keys);
    }

    private static byte[] bytes(String base64) {
        return Base64.getMimeDecoder().decode(base64.strip());
    }

    private static void requirePair(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("two halves of different keys");
        }
    }

    /** The oldest of the file: what a new ledger begins with. */
    SigningKey oldest() {
        return keys.getFirst();
    }

    SigningKey newest() {
        return keys.getLast();
    }

    /** @throws IllegalStateException when the file has no such key */
    SigningKey withFingerprint(String fingerprint) {
        return keys.stream()
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Expected the signing key %s, by which the ledger goes on, but its file does not hold it."
                                .formatted(fingerprint)));
    }

    /** Those that come after it, which it has to introduce one by one. */
    List<SigningKey> after(SigningKey key) {
        return keys.subList(keys.indexOf(key) + 1, keys.size());
    }
}
