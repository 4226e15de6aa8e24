package io.vigie.execution.working;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * From a key's fingerprint to a position: 16 bytes an entry at the least and 32 at the most, whatever the key's length, so that a
 * million keys fit in a small heap. Two keys with one fingerprint (64 bits of SHA-256: for a million keys, once in forty million
 * installations) would hide one another, so whoever reads at the position checks the key. Not thread-safe.
 */
final class FingerprintIndex {

    static final long NOWHERE = -1;

    private static final long EMPTY = 0;

    private final MessageDigest digest;
    private long[] fingerprints = new long[1_024];
    private long[] positions = new long[1_024];
    private int size;

    FingerprintIndex() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }

    int size() {
        return size;
    }

    /** Where the key is said to be, or {@link #NOWHERE}. */
    long find(String key) {
        int at = slot(fingerprints, fingerprint(key));
        return fingerprints[at] == EMPTY ? NOWHERE : positions[at];
    }

    /** @param position {@link #NOWHERE} forgets the key */
    void put(String key, long position) {
        long fingerprint = fingerprint(key);
        int at = slot(fingerprints, fingerprint);
        if (fingerprints[at] == EMPTY) {
            if ((size + 1) * 4L > fingerprints.length * 3L) {
                grow();
                at = slot(fingerprints, fingerprint);
            }
            fingerprints[at] = fingerprint;
            size++;
        }
        positions[at] = position;
    }

    private void grow() {
        long[] more = new long[fingerprints.length * 2];
        long[] where = new long[more.length];
        Arrays.fill(more, EMPTY);
        for (int i = 0; i < fingerprints.length; i++) {
            if (fingerprints[i] != EMPTY) {
                int at = slot(more, fingerprints[i]);
                more[at] = fingerprints[i];
                where[at] = positions[i];
            }
        }
        fingerprints = more;
        positions = where;
    }

    private static int slot(long[] table, long fingerprint) {
        int mask = table.length - 1;
        int at = (int) fingerprint & mask;
        while (table[at] != EMPTY && table[at] != fingerprint) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private long fingerprint(String key) {
        long fingerprint = ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return fingerprint == EMPTY ? 1 : fingerprint;
    }
}
