package io.vigie.action;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Says whether a test may contact a host. Tests are written by many people and run inside the network of the worker, so that
 * without such a rule any of them could read what only the worker should reach (a cloud's metadata, an administration port).
 *
 * <p>Pure and quick: looks nothing up, may be called by many threads. {@link AddressRules} is the usual one.
 */
@FunctionalInterface
public interface TargetPolicy {

    /**
     * @param host the name or the literal address as the tester wrote it
     * @param address what that name resolves to; a caller asks for each address before it connects
     * @return empty when the address may be contacted, else why not, as the end of a sentence: {@code it is a private address ...}
     */
    Optional<String> refusal(String host, InetAddress address);

    /**
     * The same for one port of that address: some ports are refused where the address is not, such as those of Vigie's own broker.
     * Whoever knows the port asks this one.
     *
     * @param port of the connection, TCP or UDP
     */
    default Optional<String> refusal(String host, InetAddress address, int port) {
        return refusal(host, address);
    }
}
