package io.vigie.actions.http;

import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What came back for one request. Belongs to one thread: the body is decoded and parsed when first asked for. */
final class Answer {

    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*\"?([\\w.:+-]+)\"?");

    private final int status;
    private final HttpHeaders headers;
    private final byte[] content;
    private final boolean isCut;
    private final long size;
    private final long millis;
    private @Nullable String text;
    private @Nullable Optional<Found> json;

    private Answer(int status, HttpHeaders headers, byte[] content, boolean isCut, long size, long millis) {
        this.status = status;
        this.headers = headers;
        this.content = content;
        this.isCut = isCut;
        this.size = size;
        this.millis = millis;
    }

    /** @param limit the most bytes of a decompressed body */
    static Answer of(int status, HttpHeaders headers, CappedBody.Bytes body, long millis, int limit) {
        if (body.isCut() || body.size() > body.content().length || body.content().length == 0) {
            return new Answer(status, headers, body.content(), body.isCut(), body.size(), millis);
        }
        String encoding = headers.firstValue("content-encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .strip();
        try (InputStream stream = decompressed(encoding, body.content())) {
            byte[] content = stream.readNBytes(limit + 1);
            boolean isCut = content.length > limit;
            return new Answer(
                    status, headers, isCut ? Arrays.copyOf(content, limit) : content, isCut, content.length, millis);
        } catch (IOException notCompressedAfterAll) {
            return new Answer(status, headers, body.content(), false, body.size(), millis);
        }
    }

    private static InputStream decompressed(String encoding, byte[] content) throws IOException {
        InputStream bytes = new ByteArrayInputStream(content);
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(bytes);
            case "deflate" -> new InflaterInputStream(bytes);
            default -> bytes;
        };
    }

    int status() {
        return status;
    }

    /** Whether the body was longer than the limit. */
    boolean isCut() {
        return isCut;
    }

    /** From the first request to the last byte, redirects included. */
    long millis() {
        return millis;
    }

    /** In bytes, decompressed where that could be done. */
    long size() {
        return size;
    }

    /** Whether the whole body can be looked into: a body that went into a file can be too long for that. */
    boolean isReadable() {
        return size == content.length;
    }

    /** The body as text, in the character set that the answer names, else UTF-8. */
    String text() {
        if (text == null) {
            text = new String(content, charset());
        }
        return text;
    }

    /** What the body holds; empty when it is not JSON. */
    Optional<Found> json() {
        if (json == null) {
            json = Json.read(text().startsWith("\uFEFF") ? text().substring(1) : text());
        }
        return json;
    }

    /** A header by its name in any case; several of one name are joined by commas. */
    Found header(String name) {
        List<String> values = headers.allValues(name);
        return values.isEmpty() ? Found.NOTHING : Found.of(String.join(", ", values));
    }

    /** All headers, names in lower case. */
    Map<String, String> headers() {
        Map<String, String> joined = new LinkedHashMap<>();
        headers.map().forEach((name, values) -> {
            if (!name.startsWith(":")) {
                joined.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
            }
        });
        return joined;
    }

    private Charset charset() {
        Matcher matcher = CHARSET.matcher(headers.firstValue("content-type").orElse(""));
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
