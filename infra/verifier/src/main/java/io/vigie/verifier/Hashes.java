package io.vigie.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The hashes of a history's events, 32 bytes each: a checkpoint may be read long after the event that it signs. Not thread-safe. */
final class Hashes {

    /** What the first event and the first record have for a hash before them. */
    static final String GENESIS = "0".repeat(64);

    private static final int SIZE = 32;
    private static final int PER_BLOCK = 4_096;

    private final List<byte[]> blocks = new ArrayList<>();
    private long count;

    void add(String hash) {
        int at = (int) (count % PER_BLOCK);
        if (at == 0) {
            blocks.add(new byte[PER_BLOCK * SIZE]);
        }
        System.arraycopy(HexFormat.of().parseHex(hash), 0, blocks.getLast(), at * SIZE, SIZE);
        count++;
    }

    /** The hash of event {@code number}, counted from 1. */
    String of(long number) {
        int at = (int) ((number - 1) % PER_BLOCK) * SIZE;
        return HexFormat.of().formatHex(blocks.get((int) ((number - 1) / PER_BLOCK)), at, at + SIZE);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
