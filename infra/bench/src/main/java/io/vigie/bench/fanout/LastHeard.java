package io.vigie.bench.fanout;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@link Tally#write} wrote. */
record LastHeard(int[] counts, long[] lastMicros) {

    static LastHeard read(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int length = in.readInt();
            LastHeard heard = new LastHeard(new int[length], new long[length]);
            for (int number = 0; number < length; number++) {
                heard.counts[number] = in.readInt();
                heard.lastMicros[number] = in.readLong();
            }
            return heard;
        }
    }

    int count(int number) {
        return number < counts.length ? counts[number] : 0;
    }

    long lastMicros(int number) {
        return number < lastMicros.length ? lastMicros[number] : 0;
    }
}
