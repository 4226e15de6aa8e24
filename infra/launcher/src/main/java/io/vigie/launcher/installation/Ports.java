package io.vigie.launcher.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/**
 * Chooses the ports of an installation: those of its last start as long as they are free, so that a bookmark or a tool's setting stays right.
 */
public final class Ports {

    private final IntPredicate free;
    private final IntSupplier anyFree;

    /** @param free whether a port can be listened on; @param anyFree some port that can */
    public Ports(IntPredicate free, IntSupplier anyFree) {
        this.free = free;
        this.anyFree = anyFree;
    }

    /** The ports of this machine's loopback address. */
    public static Ports ofThisMachine() {
        return new Ports(Ports::isFree, Ports::anyFreePort);
    }

    /** One port for each name, all different, none of them {@code taken}. */
    public Map<String, Integer> choose(Collection<String> names, Map<String, Integer> last, Set<Integer> taken) {
        Set<Integer> used = new HashSet<>(taken);
        Map<String, Integer> chosen = new TreeMap<>();
        for (String name : names) {
            Integer known = last.get(name);
            int port = known != null && !used.contains(known) && free.test(known) ? known : unused(used);
            used.add(port);
            chosen.put(name, port);
        }
        return chosen;
    }

    private int unused(Set<Integer> used) {
        int port = anyFree.getAsInt();
        while (used.contains(port)) {
            port = anyFree.getAsInt();
        }
        return port;
    }

    /** Whether a program could listen on the port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int anyFreePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("Expected to find a free port, but the system gives none.", none);
        }
    }
}
