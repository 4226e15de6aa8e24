package io.vigie.bench.fanout;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the watchers have heard. Every record that is written has a number, {@code 3 * test + kind}, which is found again in the event that browsers
 * get: of each it is known how often it came, and when it came last. One thread.
 */
final class Tally {

    /** So many numbers there are; tests are counted from 0. */
    static final int NUMBERS = 3_000_000;

    static final int STARTED = 0;
    static final int LOGGED = 1;
    static final int COMPLETED = 2;

    private static final byte[] TEST = ascii("test_");
    private static final byte[] TEST_ID = ascii("\"test_id\":\"");
    private static final int UUID_LENGTH = 36;
    private static final int DIGITS = 12;

    private final int[] counts = new int[NUMBERS];
    private final long[] lastMicros = new long[NUMBERS];
    private final Map<String, String> samples = new TreeMap<>();
    private int highest = -1;
    private long events;

    /** The id of a test, from which its number can be read. */
    static String testId(int test) {
        return "00000000-0000-4000-8000-%012d".formatted(test);
    }

    static int number(int test, int kind) {
        return 3 * test + kind;
    }

    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** One event, whose name and data stand somewhere in these bytes in this order. */
    void event(byte[] bytes, int from, int until, long micros) {
        events++;
        int name = find(bytes, from, Math.min(until, from + 40), TEST);
        if (name < 0) {
            return;
        }
        int kind = kind(bytes[name + TEST.length]);
        if (kind >= 0) {
            test(bytes, name, until, kind, micros);
        }
    }

    /** Which event's name goes on with this letter after {@code test_}; -1 for none that is counted. */
    static int kind(byte letter) {
        return switch (letter) {
            case 's' -> STARTED;
            case 'l' -> LOGGED;
            case 'c' -> COMPLETED;
            default -> -1;
        };
    }

    /** An event of which the kind is known already, and that is counted already. */
    void test(byte[] bytes, int from, int until, int kind, long micros) {
        int id = find(bytes, from, until, TEST_ID);
        int end = id + TEST_ID.length + UUID_LENGTH;
        if (id < 0 || end > until) {
            return;
        }
        int test = 0;
        for (int at = end - DIGITS; at < end; at++) {
            test = test * 10 + bytes[at] - '0';
        }
        int number = number(test, kind);
        if (number >= 0 && number < NUMBERS) {
            counts[number]++;
            lastMicros[number] = micros;
            highest = Math.max(highest, number);
        }
    }

    void counted() {
        events++;
    }

    /** Keeps the first event of each name, as it came. */
    void sample(String name, String text) {
        samples.putIfAbsent(name, text);
    }

    Map<String, String> samples() {
        return samples;
    }

    long events() {
        return events;
    }

    /** Forgets everything but the samples. */
    void clear() {
        Arrays.fill(counts, 0, highest + 1, 0);
        Arrays.fill(lastMicros, 0, highest + 1, 0);
        highest = -1;
        events = 0;
    }

    /** Of each number up to the highest one how often it came, and when last. */
    void write(Path file) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(highest + 1);
            for (int number = 0; number <= highest; number++) {
                out.writeInt(counts[number]);
                out.writeLong(lastMicros[number]);
            }
        }
    }

    static int find(byte[] bytes, int from, int until, byte[] wanted) {
        int last = until - wanted.length;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
