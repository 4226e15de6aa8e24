package io.vigie.service.outbound;

import io.vigie.service.Text;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses a service may be made to connect to by what a user typed (against server-side request forgery). Public addresses alone: not
 * this machine, not the networks around it, nor whatever answers under an address that only a neighbour can reach, such as a cloud's metadata. An operator
 * may allow more, by name or by network.
 *
 * <p>Whoever connects must connect to the very addresses that {@link #resolve} gave: a name that is looked up again may have another answer.
 * Immutable; for any thread. {@link #resolve} waits for the system's name resolution.
 */
public final class AddressPolicy {

    /** Of IPv4, all that is not for the public (the registry of RFC 6890 and its updates, with broadcast and multicast). */
    private static final List<Network> REFUSED_4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** What is public in IPv6 at all: that leaves out loopback, link-local, unique local, multicast, and addresses that hold one of IPv4. */
    private static final Network PUBLIC_6 = Network.of("2000::/3");

    /** Of that, what is not: protocol assignments with Teredo, documentation, and 6to4, which holds an address of IPv4. */
    private static final List<Network> REFUSED_6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static final Text NOT_A_URL = Text.of(
            "une adresse http ou https telle que https://hooks.exemple.fr/vigie",
            "an http or https address such as https://hooks.example.com/vigie");
    private static final Text NO_USER = Text.of(
            "une adresse sans nom d'utilisateur ni mot de passe", "an address without a user's name and password");
    private static final Text KNOWN = Text.of("un hôte connu", "a known host");
    private static final Text PUBLIC = Text.of(
            "une adresse publique, ou une que l'exploitant autorise",
            "a public address, or one that the operator allows");

    private final Set<String> allowedHosts = new HashSet<>();
    private final List<Network> allowedNetworks = new ArrayList<>();

    /**
     * @param allowed names of hosts, addresses and networks ({@code 10.1.0.0/16}) that are accepted although they are not public
     * @throws IllegalArgumentException for a network that is none
     */
    public AddressPolicy(List<String> allowed) {
        for (String entry : allowed) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            if (text.isEmpty()) {
                continue;
            }
            if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0 || text.matches("[0-9.]+")) {
                allowedNetworks.add(Network.of(text));
            } else {
                allowedHosts.add(text);
            }
        }
    }

    /**
     * A URL that may be connected to as far as its text says.
     *
     * @throws AddressRefused when it is no http or https URL with a host, names a user, or names an address that is refused
     */
    public URI wellFormed(String text) throws AddressRefused {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new AddressRefused(NOT_A_URL);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getRawAuthority() == null || url.getRawFragment() != null) {
            throw new AddressRefused(NOT_A_URL);
        }
        if (url.getRawAuthority().indexOf('@') >= 0) {
            throw new AddressRefused(NO_USER);
        }
        if (url.getHost() == null || url.getHost().isEmpty() || url.getPort() == 0 || url.getPort() > 65_535) {
            throw new AddressRefused(NOT_A_URL);
        }
        return url;
    }

    /**
     * Looks a host up, once. One address among several that is refused refuses the host.
     *
     * @param host a name or an address, of IPv6 with or without its brackets
     * @return all addresses of the host; connect to these
     * @throws AddressRefused when the host is unknown or may not be connected to
     */
    public InetAddress[] resolve(String host) throws AddressRefused {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new AddressRefused(KNOWN);
        }
        if (!allowedHosts.contains(host.toLowerCase(Locale.ROOT))
                && !Stream.of(found).allMatch(this::accepts)) {
            throw new AddressRefused(PUBLIC);
        }
        return found;
    }

    /** Whether an address may be connected to. One of IPv4 that is written as one of IPv6 ({@code ::ffff:127.0.0.1}) is the one of IPv4. */
    boolean accepts(InetAddress address) {
        byte[] bytes = address.getAddress();
        return allowedNetworks.stream().anyMatch(network -> network.holds(bytes)) || isPublic(bytes);
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return REFUSED_4.stream().noneMatch(network -> network.holds(address));
        }
        return PUBLIC_6.holds(address) && REFUSED_6.stream().noneMatch(network -> network.holds(address));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::of).toList();
    }
}
