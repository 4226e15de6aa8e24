package io.vigie.contracts.wire;

import io.vigie.contracts.log.LogEvent.LogLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The digest by which {@code test-finished} vouches for a whole log: SHA-256 over each line as
 * {@code <instant> <level> <text>\n} in UTF-8. Fed line by line, never holding the log. Not thread-safe.
 */
public final class LogDigest {

    private final MessageDigest digest = HashChain.sha256();

    public void add(LogLine line) {
        digest.update((line.at() + " " + line.level() + " " + line.text() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of all lines so far, lower-case hexadecimal. Ends this digest. */
    public String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
