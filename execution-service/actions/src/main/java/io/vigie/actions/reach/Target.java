package io.vigie.actions.reach;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host and a port that may be contacted, with the very addresses that were judged. Whoever connects must connect to these and
 * must not look the name up again: a name can lead elsewhere a moment later (DNS rebinding).
 *
 * @param host as the tester wrote it, without blanks and without the brackets of an IPv6 address
 * @param port from 1 to 65535
 * @param addresses all that the name led to, each allowed by the target policy; each carries the host's name; never empty
 */
public record Target(String host, int port, List<InetAddress> addresses) {

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}_.:%-]{1,253}");

    public Target {
        addresses = List.copyOf(addresses);
    }

    /**
     * Looks the name up once and asks the target policy about every address. May take as long as a name server does, and an
     * interruption does not end it: call it inside an {@link Errand}.
     *
     * @throws ActionBrokenException when the host is no name or address, or when one of its addresses may not be contacted
     * @throws UnknownHostException when the name leads nowhere
     */
    public static Target judged(ActionContext context, String host, int port) throws UnknownHostException {
        String name = plain(host);
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(name));
        for (InetAddress address : addresses) {
            context.targets().refusal(name, address, port).ifPresent(reason -> {
                throw new ActionBrokenException("Expected to reach \"" + name + "\", but its address "
                        + address.getHostAddress() + " may not be contacted: " + reason + ".");
            });
        }
        return new Target(name, port, addresses);
    }

    /**
     * The host without what people write around it.
     *
     * @throws ActionBrokenException when it is neither a name nor an address
     */
    public static String plain(String host) {
        String text = host.strip().toLowerCase(Locale.ROOT);
        String name = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!HOST.matcher(name).matches()) {
            throw new ActionBrokenException(
                    "Expected \"host\" to be the name or the address of a host alone, but found \""
                            + (host.length() > 100 ? host.substring(0, 100) + "…" : host) + "\".");
        }
        return name;
    }

    /** One way of connecting to one address. */
    @FunctionalInterface
    public interface Connecting<C> {
        C connect(InetAddress address) throws IOException;
    }

    /**
     * Connects to the first address that answers.
     *
     * @throws IOException what the last address said, when none answers
     */
    public <C> C connect(Connecting<C> connecting) throws IOException {
        IOException last = new UnknownHostException(host);
        for (InetAddress address : addresses) {
            try {
                return connecting.connect(address);
            } catch (IOException failed) {
                if (Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                last = failed;
            }
        }
        throw last;
    }
}
