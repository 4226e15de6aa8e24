package io.vigie.launcher.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that histories are signed with: a file of Ed25519 keys as PEM that only its owner reads, each private one before its public one, the
 * newest last. The first public key of an installation lies open beside its data: what all signatures rest on.
 */
public final class SigningKeys {

    private static final String NAME = "signing-key";
    private static final String ANCHOR = "trust-anchor.pem";

    private static final Pattern PAIR = Pattern.compile("-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\\s*"
            + "(-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----)");

    private final Installation installation;
    private final Secrets secrets;

    public SigningKeys(Installation installation) {
        this.installation = installation;
        this.secrets = new Secrets(installation);
    }

    /** Makes the first key when there is none. @return where the keys lie */
    public Path prepared() {
        if (secrets.find(NAME).isEmpty()) {
            secrets.put(NAME, newPair());
        }
        if (!Files.exists(anchor())) {
            AtomicFiles.write(anchor(), last(secrets.find(NAME).orElseThrow()).group(1) + "\n");
        }
        return secrets.file(NAME);
    }

    /** The first public key, for whoever wants to verify; nothing secret. */
    public Path anchor() {
        return installation.directory().resolve(ANCHOR);
    }

    /** Adds a key after those there are; the signer introduces it by the one before. @return its fingerprint */
    public String add() {
        prepared();
        try (FileChannel channel = FileChannel.open(
                        secrets.file(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            String both = secrets.find(NAME).orElseThrow() + "\n" + newPair();
            secrets.put(NAME, both);
            return fingerprint(last(both).group(2));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Forgets the keys that the one with this fingerprint has replaced: with them nobody can sign any more. */
    public void forgetThoseBefore(String fingerprint) {
        String keys = secrets.find(NAME).orElseThrow();
        Matcher pair = PAIR.matcher(keys);
        while (pair.find()) {
            if (fingerprint(pair.group(2)).equals(fingerprint)) {
                secrets.put(NAME, keys.substring(pair.start()));
                return;
            }
        }
    }

    private static Matcher last(String keys) {
        Matcher pair = PAIR.matcher(keys);
        int start = -1;
        while (pair.find()) {
            start = pair.start();
        }
        if (start < 0 || !pair.find(start)) {
            throw new IllegalStateException("Expected signing keys among the installation's secrets, but found none.");
        }
        return pair;
    }

    private static String fingerprint(String base64) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(Base64.getMimeDecoder().decode(base64.strip())));
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    private static String newPair() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return pem("PRIVATE KEY", pair.getPrivate().getEncoded()) + "\n"
                    + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (GeneralSecurityException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know Ed25519.", unreachable);
        }
    }

    private static String pem(String name, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----"
                .formatted(name, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), name);
    }
}
