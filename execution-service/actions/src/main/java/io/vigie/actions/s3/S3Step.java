package io.vigie.actions.s3;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Target;
import io.vigie.actions.reach.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a step asks for, checked before anything is connected to.
 *
 * @param key of the object; for a list what its keys begin with
 * @param local the file that is sent or written; {@code null} for none
 * @param content the text that is sent; {@code null} for none
 */
record S3Step(
        Operation operation,
        URI endpoint,
        String region,
        String bucket,
        String key,
        boolean isPathStyle,
        Optional<Credentials> credentials,
        Trust trust,
        @Nullable Place local,
        byte @Nullable [] content,
        Optional<String> contentType,
        Duration timeout,
        Assertions assertions) {

    private static final int MOST_BYTES_OF_A_KEY = 1_024;
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7E]{1,200}");

    enum Operation {
        PUT,
        GET,
        HEAD,
        LIST,
        DELETE
    }

    /** Who asks. @param sessionToken empty for a lasting key */
    record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
        @Override
        public String toString() {
            return "Credentials[hidden]";
        }
    }

    static S3Step read(ActionContext context, Parameters parameters) throws InterruptedException {
        Operation operation = parameters.choice("operation", Operation.class);
        String region = parameters.text("region").strip();
        if (!REGION.matcher(region).matches()) {
            throw parameters.refuse("region", "a region such as \"eu-west-3\"");
        }
        String bucket = parameters.text("bucket").strip();
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw parameters.refuse("bucket", "the name of a bucket alone");
        }
        String key =
                operation == Operation.LIST ? parameters.optionalText("key").orElse("") : parameters.text("key");
        if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES_OF_A_KEY
                || key.chars().anyMatch(Character::isISOControl)) {
            throw parameters.refuse("key", "at most " + MOST_BYTES_OF_A_KEY + " bytes, without line breaks");
        }
        Optional<String> contentType = parameters.optionalText("content_type");
        if (contentType.filter(type -> !HEADER.matcher(type).matches()).isPresent()) {
            throw parameters.refuse("content_type", "a media type");
        }
        boolean hasFile = parameters.has("local_path");
        boolean hasText = parameters.isGiven("content") && parameters.value("content") != null;
        if (operation == Operation.PUT && hasFile == hasText) {
            throw new ActionBrokenException("Expected either \"local_path\" or \"content\" to be put, but found "
                    + (hasFile ? "both" : "neither") + ".");
        }
        boolean usesFile = hasFile && (operation == Operation.PUT || operation == Operation.GET);
        return new S3Step(
                operation,
                endpoint(parameters, region),
                region,
                bucket,
                key,
                parameters.flag("path_style"),
                credentials(parameters),
                Trust.read(parameters, context),
                usesFile ? Place.readFile(context, parameters, "local_path", "local_directory") : null,
                operation == Operation.PUT && hasText
                        ? String.valueOf(parameters.value("content")).getBytes(StandardCharsets.UTF_8)
                        : null,
                contentType,
                parameters.seconds("timeout"),
                Assertions.read(parameters));
    }

    private static URI endpoint(Parameters parameters, String region) {
        String text = parameters
                .optionalText("endpoint")
                .orElse("https://s3." + region + ".amazonaws.com")
                .strip();
        try {
            URI uri = new URI(text);
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (isHttp
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                Target.plain(uri.getHost());
                return uri;
            }
        } catch (URISyntaxException notAnAddress) {
            // Refused below, with the same sentence.
        }
        throw parameters.refuse("endpoint", "an http or https address without user, query and fragment");
    }

    private static Optional<Credentials> credentials(Parameters parameters) {
        if (parameters.has("access_key") != parameters.has("secret_key")) {
            throw new ActionBrokenException(
                    "Expected \"access_key\" and \"secret_key\" together, but found only one of them.");
        }
        return parameters
                .optionalText("access_key")
                .map(key ->
                        new Credentials(key, parameters.text("secret_key"), parameters.optionalText("session_token")));
    }

    int port() {
        return endpoint.getPort() > 0 ? endpoint.getPort() : "https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80;
    }

    String verb() {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /** The operation in words, as it follows "Expected to". */
    String intent() {
        return verb() + " " + Shown.value(key) + (operation == Operation.LIST ? " in" : " of") + " bucket "
                + Shown.value(bucket);
    }
}
