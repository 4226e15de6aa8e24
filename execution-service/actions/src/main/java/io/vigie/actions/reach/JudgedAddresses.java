package io.vigie.actions.reach;

import io.vigie.action.ActionContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What an HTTP client asks for every address that it is about to connect to: each is judged by the target policy, and the client dials
 * what it is given, so that no name is looked up twice.
 *
 * @param port what a client that asks about a host alone will dial
 */
public record JudgedAddresses(ActionContext context, int port) implements DnsResolver {

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return Target.judged(context, host, port).addresses().stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return Target.judged(context, host, port).addresses().toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
