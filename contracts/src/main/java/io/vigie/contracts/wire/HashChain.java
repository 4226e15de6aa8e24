package io.vigie.contracts.wire;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Chains the history of a run, and the decisions of a project: {@code h(n) = SHA-256(h(n-1) || canonical event n)}, where the canonical event is the
 * CloudEvents 1.0 JSON form of the event, with its {@code sequence} and without its two hashes, in canonical JSON (RFC
 * 8785), as UTF-8; {@code h(n-1)} stands as 64 hexadecimal characters. Pure and thread-safe.
 */
public final class HashChain {

    private HashChain() {}

    /** The envelope with its place in the history: the number after {@code sequence}, and its hash. */
    public static <M extends Message> Envelope<M> link(Envelope<M> envelope, long sequence, String previousHash) {
        return envelope.linked(new Link(sequence, previousHash, hash(envelope, sequence, previousHash)));
    }

    /** Whether the envelope's hash is the one that its content and its predecessor's hash give. */
    public static boolean verifies(Envelope<?> envelope, String previousHash) {
        Link link = envelope.link();
        return link != null
                && link.previousHash().equals(previousHash)
                && link.hash().equals(hash(envelope, link.sequence(), previousHash));
    }

    private static String hash(Envelope<?> envelope, long sequence, String previousHash) {
        MessageDigest digest = sha256();
        digest.update(previousHash.getBytes(StandardCharsets.US_ASCII));
        digest.update(CanonicalJson.write(envelope, sequence));
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
