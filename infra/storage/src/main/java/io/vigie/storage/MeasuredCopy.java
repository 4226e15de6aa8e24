package io.vigie.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies a stream in blocks while it measures it, so that neither its length nor memory is ever taken on trust. */
record MeasuredCopy(long size, String sha256) {

    private static final int BLOCK_BYTES = 64 * 1024;

    static MeasuredCopy copy(InputStream from, OutputStream to, long limit) throws IOException {
        MessageDigest digest = newDigest();
        byte[] block = new byte[BLOCK_BYTES];
        long size = 0;
        while (true) {
            int room = (int) Math.min(block.length, limit - size + 1);
            int read = from.read(block, 0, room);
            if (read < 0) {
                return new MeasuredCopy(size, HexFormat.of().formatHex(digest.digest()));
            }
            size += read;
            if (size > limit) {
                throw new FileStorage.TooLarge(limit);
            }
            digest.update(block, 0, read);
            to.write(block, 0, read);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
