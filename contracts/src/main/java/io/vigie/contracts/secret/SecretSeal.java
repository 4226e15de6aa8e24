package io.vigie.contracts.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secret values with AES-256-GCM (NIST SP 800-38D) under a data key of their environment, and wraps that data key
 * under the master key of the configuration. What is sealed is bound to its place by the additional data, so that a sealed
 * value moved to another key does not open. Destroying the data key makes every value sealed under it unreadable, in
 * history too. Thread-safe.
 */
public final class SecretSeal {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private SecretSeal(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "Expected a key of %d bytes, but found %d.".formatted(KEY_BYTES, key.length));
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @param base64 the master key, 32 bytes */
    public static SecretSeal ofMasterKey(String base64) {
        return new SecretSeal(Base64.getDecoder().decode(base64));
    }

    /** A new data key, wrapped by this (master) key. @param place what the data key is for, such as an environment's id */
    public String newWrappedDataKey(String place) {
        byte[] dataKey = new byte[KEY_BYTES];
        RANDOM.nextBytes(dataKey);
        return encrypt(dataKey, place);
    }

    /** @throws SealBroken when the wrapped key is not of this master key and place */
    public SecretSeal unwrap(String wrappedDataKey, String place) {
        return new SecretSeal(decrypt(wrappedDataKey, place));
    }

    public String seal(String secret, String place) {
        return encrypt(secret.getBytes(StandardCharsets.UTF_8), place);
    }

    /** @throws SealBroken when the value was not sealed under this key and place, or was changed since */
    public String open(String sealed, String place) {
        return new String(decrypt(sealed, place), StandardCharsets.UTF_8);
    }

    private String encrypt(byte[] plain, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
            byte[] encrypted = cipher.doFinal(plain);
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + encrypted.length)
                            .put(nonce)
                            .put(encrypted)
                            .array());
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know AES-GCM.", unreachable);
        }
    }

    private byte[] decrypt(String sealed, String place) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length <= NONCE_BYTES) {
                throw new SealBroken(place);
            }
            byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new SealBroken(place);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A sealed value that does not open: another key, another place, or changed bytes. Names the place, never the value. */
    public static final class SealBroken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SealBroken(String place) {
            super("Expected the secret of \"%s\" to open with the configured key, but it does not.".formatted(place));
        }
    }
}
