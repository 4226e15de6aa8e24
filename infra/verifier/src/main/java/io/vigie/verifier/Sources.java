package io.vigie.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a history comes from: a file, {@code -} for the standard input, or an installation's address, which is asked with a token. */
public final class Sources {

    /** Gives the token for an address; nothing when there is none. */
    public interface Tokens {
        @Nullable
        String tokenFor(URI address) throws IOException, InterruptedException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern REPORT = Pattern.compile("/api/rapports/([^/]+)(?:/history)?/?");

    private Sources() {}

    static boolean isAddress(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    /** The run that an address speaks of, or nothing when it is no report's. */
    static @Nullable String runOf(String source) throws Unusable {
        Matcher report = REPORT.matcher(isAddress(source) ? path(source) : "");
        return report.matches() ? report.group(1) : null;
    }

    private static String path(String source) throws Unusable {
        String path = address(source).getPath();
        return path == null ? "" : path;
    }

    private static URI address(String source) throws Unusable {
        try {
            return URI.create(source);
        } catch (IllegalArgumentException noAddress) {
            throw new Unusable("Expected an address, but found \"%s\".".formatted(source), noAddress);
        }
    }

    /** Hands the source's bytes over. */
    static void read(String source, InputStream standardInput, Tokens tokens, Reading reading)
            throws IOException, InterruptedException, Unusable {
        if (source.equals("-")) {
            reading.read(standardInput);
        } else if (isAddress(source)) {
            download(source, tokens, reading);
        } else {
            Path file = Path.of(source);
            if (!Files.exists(file) || Files.isDirectory(file)) {
                throw new Unusable("Expected a file, but there is no \"%s\".".formatted(source));
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                reading.read(bytes);
            }
        }
    }

    private static void download(String source, Tokens tokens, Reading reading)
            throws IOException, InterruptedException, Unusable {
        URI address = address(source);
        if (runOf(source) != null && !path(source).contains("/history")) {
            address = URI.create(source.replaceFirst("/?(\\?.*)?$", "") + "/history");
        }
        if (path(source).matches("/api/audit/?")) {
            address = URI.create(source.replaceFirst("/?(\\?.*)?$", "") + "/history");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "application/x-ndjson, application/json")
                .header("Accept-Language", "en");
        String token = tokens.tokenFor(address);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        if (isThisMachine(address)) {
            // No proxy of the environment stands between.
            client.proxy(ProxySelector.of(null));
        }
        // A redirect is not followed: the token is for this address alone.
        try (HttpClient http = client.followRedirects(HttpClient.Redirect.NEVER).build()) {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new Unusable("Expected a history from %s, but it was answered with %d.%s"
                            .formatted(
                                    address,
                                    answer.statusCode(),
                                    answer.statusCode() == 401 ? " VIGIE_TOKEN may hold a token." : ""));
                }
                reading.read(body);
            }
        }
    }

    private static boolean isThisMachine(URI address) {
        String host = String.valueOf(address.getHost());
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    /** Takes bytes. */
    interface Reading {
        void read(InputStream bytes) throws IOException, Unusable;
    }
}
