package io.vigie.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where files are kept, and how to get there. */
public sealed interface StorageSettings {

    /** In a directory. */
    record Directory(Path path) implements StorageSettings {}

    /**
     * In a bucket of S3 or of a server that speaks like it. The bucket must exist.
     *
     * @param endpoint of the server; nothing for Amazon's own of the region
     * @param pathStyle whether the bucket is written into the path instead of the host name, as most other servers want it
     * @param credentials nothing for those that the machine gives (environment, profile, role)
     */
    record S3(
            @Nullable URI endpoint,
            String region,
            String bucket,
            boolean pathStyle,
            @Nullable Credentials credentials) implements StorageSettings {}

    /** A key and its secret, which no text ever shows. */
    record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "Credentials[" + accessKey + ", hidden]";
        }
    }

    /**
     * Reads the settings that every service shares: {@code VIGIE_STORAGE} ({@code directory}, the default, or {@code s3}),
     * {@code VIGIE_STORAGE_DIRECTORY}, {@code VIGIE_STORAGE_S3_ENDPOINT}, {@code VIGIE_STORAGE_S3_REGION} (default
     * {@code us-east-1}), {@code VIGIE_STORAGE_S3_BUCKET}, {@code VIGIE_STORAGE_S3_ACCESS_KEY}, {@code VIGIE_STORAGE_S3_SECRET_KEY}
     * and {@code VIGIE_STORAGE_S3_PATH_STYLE} (default: {@code true} with an endpoint).
     *
     * @param value of a setting by its name, {@code null} or blank when it is not given
     * @param directory used when none is given
     * @throws IllegalArgumentException when a setting is missing or wrong; never shows the secret
     */
    static StorageSettings read(Function<String, @Nullable String> value, Path directory) {
        Function<String, Optional<String>> given = name ->
                Optional.ofNullable(value.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
        String kind = given.apply("VIGIE_STORAGE").orElse("directory").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "directory" ->
                new Directory(
                        given.apply("VIGIE_STORAGE_DIRECTORY").map(Path::of).orElse(directory));
            case "s3" -> readS3(given);
            default ->
                throw new IllegalArgumentException(
                        "Expected VIGIE_STORAGE to be \"directory\" or \"s3\", but found \"" + kind + "\".");
        };
    }

    private static S3 readS3(Function<String, Optional<String>> given) {
        Optional<URI> endpoint = given.apply("VIGIE_STORAGE_S3_ENDPOINT").map(StorageSettings::endpoint);
        Optional<String> accessKey = given.apply("VIGIE_STORAGE_S3_ACCESS_KEY");
        Optional<String> secretKey = given.apply("VIGIE_STORAGE_S3_SECRET_KEY");
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "Expected VIGIE_STORAGE_S3_ACCESS_KEY and VIGIE_STORAGE_S3_SECRET_KEY together, but found only one of them.");
        }
        return new S3(
                endpoint.orElse(null),
                given.apply("VIGIE_STORAGE_S3_REGION").orElse("us-east-1"),
                given.apply("VIGIE_STORAGE_S3_BUCKET")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "Expected VIGIE_STORAGE_S3_BUCKET to name a bucket, but found nothing.")),
                given.apply("VIGIE_STORAGE_S3_PATH_STYLE")
                        .map(Boolean::parseBoolean)
                        .orElse(endpoint.isPresent()),
                accessKey.isPresent() ? new Credentials(accessKey.get(), secretKey.orElseThrow()) : null);
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            // Refused below, with the same sentence.
        }
        throw new IllegalArgumentException(
                "Expected VIGIE_STORAGE_S3_ENDPOINT to be an http or https address without a password, but found another text.");
    }
}
