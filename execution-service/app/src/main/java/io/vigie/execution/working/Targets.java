package io.vigie.execution.working;

import io.vigie.action.AddressRules;
import io.vigie.action.TargetPolicy;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts the tests of this worker may contact: what the operator's lists say of hosts and addresses ({@link AddressRules}), and
 * of single ports of them besides. The ports on which Vigie itself keeps its data are denied without being listed, since a test
 * that reached them could rewrite history. Immutable.
 */
public final class Targets implements TargetPolicy {

    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^\\]]+)]|([^:/\\[\\]]+)):(\\d{1,5})");

    private final AddressRules rules;
    private final List<Endpoint> denied;
    private final String summary;

    private Targets(AddressRules rules, List<Endpoint> denied, String summary) {
        this.rules = rules;
        this.denied = denied;
        this.summary = summary;
    }

    private record Endpoint(String host, Set<InetAddress> addresses, boolean isOfThisMachine, int port) {}

    /**
     * What the settings allow. Names among the denied ports are looked up once, now.
     *
     * @param own {@code host:port} of Vigie's own broker and databases, denied whatever the settings say
     * @throws IllegalArgumentException when an entry of the settings says nothing that can be understood
     */
    public static Targets of(WorkerSettings settings, Collection<String> own) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (String entry : settings.deniedTargets()) {
            endpoint(entry.strip()).ifPresentOrElse(endpoints::add, () -> hosts.add(entry));
        }
        own.forEach(entry -> endpoint(entry.strip()).ifPresent(endpoints::add));
        AddressRules rules = AddressRules.publicOnly()
                .withLoopback(settings.allowLoopbackTargets())
                .withPrivateNetworks(settings.allowPrivateTargets())
                .allowing(settings.allowedTargets())
                .denying(hosts);
        String summary = "public addresses"
                + (settings.allowLoopbackTargets() ? ", this machine" : "")
                + (settings.allowPrivateTargets() ? ", private networks" : "")
                + counted(", %d listed as allowed", settings.allowedTargets().size())
                + counted("; not %d listed as denied", settings.deniedTargets().size())
                + counted("; not %d of Vigie's own ports", own.size());
        return new Targets(rules, List.copyOf(endpoints), summary);
    }

    private static String counted(String text, int count) {
        return count == 0 ? "" : text.formatted(count);
    }

    private static Optional<Endpoint> endpoint(String entry) {
        Matcher parts = ENDPOINT.matcher(entry);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        Set<InetAddress> addresses = new HashSet<>();
        try {
            addresses.addAll(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException unknown) {
            // Still denied by its name.
        }
        boolean isOfThisMachine = addresses.stream()
                .anyMatch(address -> address.isLoopbackAddress() || address.isAnyLocalAddress() || isOurs(address));
        return Optional.of(new Endpoint(
                host.toLowerCase(Locale.ROOT),
                Set.copyOf(addresses),
                isOfThisMachine,
                Integer.parseInt(parts.group(3))));
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** In a few words what may be contacted, without naming any host: anybody may read it. */
    public String summary() {
        return summary;
    }

    @Override
    public Optional<String> refusal(String host, InetAddress address) {
        return rules.refusal(host, address);
    }

    @Override
    public Optional<String> refusal(String host, InetAddress address, int port) {
        for (Endpoint endpoint : denied) {
            if (endpoint.port() == port && isAt(endpoint, host, address)) {
                return Optional.of("the list of denied targets names its port");
            }
        }
        return rules.refusal(host, address);
    }

    /** One program may listen on all addresses of a machine, so a port of this machine is denied on each of them. */
    private static boolean isAt(Endpoint endpoint, String host, InetAddress address) {
        return endpoint.host().equals(host.toLowerCase(Locale.ROOT))
                || endpoint.addresses().contains(address)
                || (endpoint.isOfThisMachine()
                        && (address.isLoopbackAddress() || address.isAnyLocalAddress() || isOurs(address)));
    }
}
