package io.vigie.actions.http;

import io.vigie.actions.place.Download;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of an answer up to a limit and reads no further: a target cannot fill the worker's memory. With a file to fill, it
 * goes on into the file, to the file's own limit.
 */
final class CappedBody {

    private static final int CHUNK = 32 * 1024;

    private CappedBody() {}

    /**
     * What arrived.
     *
     * @param content the first bytes, up to the limit
     * @param isCut whether there was more than was read
     * @param size of everything that was read
     */
    record Bytes(byte[] content, boolean isCut, long size) {
        static final Bytes NONE = new Bytes(new byte[0], false, 0);
    }

    /**
     * @param file takes everything; {@code null} when only the beginning matters
     * @throws io.vigie.action.ActionBrokenException when there is more than the file may take
     */
    static Bytes read(InputStream body, int limit, @Nullable Download file) throws IOException {
        ByteArrayOutputStream collected = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            size += length;
            int room = Math.min(limit - collected.size(), length);
            collected.write(chunk, 0, room);
            if (file != null) {
                file.write(chunk, 0, length);
            } else if (room < length) {
                return new Bytes(collected.toByteArray(), true, size);
            }
        }
        return new Bytes(collected.toByteArray(), false, size);
    }
}
