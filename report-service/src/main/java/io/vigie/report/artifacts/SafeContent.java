package io.vigie.report.artifacts;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * How a file that a test made is handed to a browser so that it can never act as the user: it is a download, except for pictures and plain text;
 * the browser takes it for nothing else than it is said to be; and should it be shown at all, then in a place of its own without scripts.
 */
final class SafeContent {

    /** Pictures that hold no script: SVG does. */
    private static final Set<MediaType> PICTURES =
            Set.of(MediaType.IMAGE_PNG, MediaType.IMAGE_JPEG, MediaType.parseMediaType("image/webp"));

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);
    private static final String POLICY = "sandbox; default-src 'none'";

    private SafeContent() {}

    static HttpHeaders headers(Artifact artifact) {
        MediaType type = type(artifact.mediaType());
        boolean shown = PICTURES.contains(type) || type.equals(TEXT);
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.setContentDisposition((shown ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(fileName(artifact.name()), StandardCharsets.UTF_8)
                .build());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.setETag("\"" + artifact.sha256() + "\"");
        headers.setCacheControl("private, no-cache");
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        return headers;
    }

    /** The type as it is said, without parameters; what is none is bytes. */
    private static MediaType type(String said) {
        try {
            MediaType type = MediaType.parseMediaType(said);
            if (!type.isConcrete()) {
                return MediaType.APPLICATION_OCTET_STREAM;
            }
            MediaType plain = new MediaType(type.getType(), type.getSubtype());
            return plain.equals(MediaType.TEXT_PLAIN) ? TEXT : plain;
        } catch (InvalidMediaTypeException none) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
    }

    /** The last part of the name, without what no file's name has. */
    private static String fileName(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = last.codePoints()
                .map(point -> Character.isISOControl(point) ? '_' : point)
                .limit(200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.isBlank() ? "artefact" : clean;
    }
}
