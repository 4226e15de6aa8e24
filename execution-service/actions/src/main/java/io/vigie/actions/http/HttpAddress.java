package io.vigie.actions.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An absolute http or https address, ready to be sent. Blanks and the few other characters that people write and the standard does
 * not allow are percent-encoded, names in other scripts become ASCII, the fragment is dropped.
 *
 * @param uri without credentials and without fragment
 * @param credentials {@code user:password} that stood before the host; {@code null} when there were none
 */
public record HttpAddress(URI uri, @Nullable String credentials) {

    private static final Pattern FORM = Pattern.compile("(?i)(https?)://([^/?#\\\\]+)([^#]*)(#.*)?");
    private static final String NEVER_LITERAL = " \"<>\\^`{}|";
    private static final int HIGHEST_PORT = 65_535;

    /** The address that a text means; empty when it means none. */
    public static Optional<HttpAddress> read(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String authority = matcher.group(2);
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? null : authority.substring(0, at);
        String rest = matcher.group(3);
        try {
            String path = rest.startsWith("/") ? rest : "/" + rest;
            URI uri = new URI(new URI(matcher.group(1).toLowerCase(Locale.ROOT) + "://"
                            + ascii(authority.substring(at + 1)) + encoded(path))
                    .toASCIIString());
            boolean isUsable = uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= HIGHEST_PORT;
            return isUsable ? Optional.of(new HttpAddress(uri, credentials)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The same with more behind the question mark. */
    HttpAddress with(Map<String, String> query) {
        if (query.isEmpty()) {
            return this;
        }
        String text = uri.toString();
        String separator = !text.contains("?") ? "?" : text.endsWith("?") || text.endsWith("&") ? "" : "&";
        return new HttpAddress(URI.create(text + separator + form(query)), credentials);
    }

    /** The address that a {@code Location} header means from here. */
    public Optional<HttpAddress> follow(String location) {
        String text = location.strip();
        if (text.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return read(text);
        }
        try {
            int fragment = text.indexOf('#');
            String reference = encoded(fragment < 0 ? text : text.substring(0, fragment));
            return read(
                    reference.isEmpty()
                            ? uri.toString()
                            : uri.resolve(new URI(reference)).toString());
        } catch (URISyntaxException | IllegalArgumentException notAReference) {
            return Optional.empty();
        }
    }

    /** The host without the brackets of an IPv6 address. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether it is https. */
    public boolean isSecure() {
        return "https".equals(uri.getScheme());
    }

    /** Whether credentials meant for the one may be sent to the other. */
    public boolean hasOriginOf(HttpAddress other) {
        return uri.getScheme().equals(other.uri.getScheme())
                && host().equalsIgnoreCase(other.host())
                && port() == other.port();
    }

    /** The port, that of the scheme when none is written. */
    public int port() {
        return uri.getPort() > 0 ? uri.getPort() : isSecure() ? 443 : 80;
    }

    /** Names and values as an address or a form carries them. */
    static String form(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> encode(member.getKey()) + "=" + encode(member.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String ascii(String hostAndPort) {
        return hostAndPort.chars().allMatch(c -> c < 128)
                ? hostAndPort
                : hostAndPort.contains(":")
                        ? IDN.toASCII(hostAndPort.substring(0, hostAndPort.indexOf(':')))
                                + hostAndPort.substring(hostAndPort.indexOf(':'))
                        : IDN.toASCII(hostAndPort);
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        boolean isInQuery = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            isInQuery |= c == '?';
            boolean isBracketInPath = !isInQuery && (c == '[' || c == ']');
            boolean isLonePercent = c == '%' && !isEscape(text, i);
            if (NEVER_LITERAL.indexOf(c) >= 0 || isBracketInPath || isLonePercent) {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    private static boolean isEscape(String text, int percent) {
        return percent + 2 < text.length()
                && Character.digit(text.charAt(percent + 1), 16) >= 0
                && Character.digit(text.charAt(percent + 2), 16) >= 0;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
