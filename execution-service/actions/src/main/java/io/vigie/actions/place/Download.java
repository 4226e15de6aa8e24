package io.vigie.actions.place;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receives the bytes of one file: counts them, stops at the limit, passes them on to a file of the attempt when there is one, and
 * keeps the first {@value #MOST_KEPT} for expectations and outputs. Memory does not grow with the file. For one thread.
 */
public final class Download extends OutputStream {

    /** The most bytes of a file that expectations can look into. */
    public static final int MOST_KEPT = 5 * 1024 * 1024;

    private final String what;
    private final long most;
    private final Confined.@Nullable Writing file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;

    private Download(String what, long most, Confined.@Nullable Writing file) {
        this.what = what;
        this.most = most;
        this.file = file;
    }

    /**
     * @param what as the reason of a refusal shows it
     * @param most the most bytes that are taken
     * @param target where the file goes; {@code null} when only its content matters
     */
    public static Download of(String what, long most, @Nullable Place target) throws InterruptedException {
        return new Download(
                what, most, target == null ? null : target.directory().write(target.name()));
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /** @throws ActionBrokenException when these bytes would be too many */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (size + length > most) {
            throw new ActionBrokenException("Expected " + what + " to have at most " + most
                    + " bytes, the limit of a download, but it has more; the transfer was stopped there.");
        }
        size += length;
        kept.write(bytes, offset, Math.min(length, MOST_KEPT - kept.size()));
        if (file != null) {
            file.stream().write(bytes, offset, length);
        }
    }

    /** All bytes have come: puts the file, when there is one, in its place. */
    public void finish() throws InterruptedException {
        if (file != null) {
            file.finish();
        }
    }

    /** How many bytes came. */
    public long size() {
        return size;
    }

    /** The whole content as text; empty when it is longer than what is kept. */
    public Optional<String> text() {
        return size > MOST_KEPT ? Optional.empty() : Optional.of(decoded());
    }

    /** The beginning of the content as text, short enough for an output. */
    public String beginning() {
        return cut(decoded());
    }

    private String decoded() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** A text short enough for an output, never cut in the middle of a character. */
    public static String cut(String text) {
        int most = ActionResult.MAXIMUM_OUTPUT_CHARACTERS;
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** Throws away what was not finished. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
