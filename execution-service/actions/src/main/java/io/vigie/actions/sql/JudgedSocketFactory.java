package io.vigie.actions.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Objects;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that connect to one judged address, whatever the driver looks up. Drivers make it by its name and from the thread that
 * connects, so that is where they find the address; it is kept for the sockets that they open later, to cancel a statement.
 */
public final class JudgedSocketFactory extends SocketFactory {

    private static final ThreadLocal<@Nullable InetAddress> NEXT = new ThreadLocal<>();

    private final InetAddress judged;

    /** For drivers alone. */
    public JudgedSocketFactory() {
        this.judged = Objects.requireNonNull(NEXT.get(), "Expected a judged address, but there is none.");
    }

    /** What a driver does while every socket goes to this address. */
    interface Connecting<T, E extends Exception> {
        T connect() throws E;
    }

    static <T, E extends Exception> T to(InetAddress judged, Connecting<T, E> connecting) throws E {
        NEXT.set(judged);
        try {
            return connecting.connect();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public Socket createSocket() {
        return new JudgedSocket(judged);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(judged, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(judged, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new Socket(judged, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(judged, port, local, localPort);
    }

    private static final class JudgedSocket extends Socket {

        private final InetAddress judged;

        JudgedSocket(InetAddress judged) {
            this.judged = judged;
        }

        @Override
        public void connect(SocketAddress asked) throws IOException {
            connect(asked, 0);
        }

        @Override
        public void connect(SocketAddress asked, int timeout) throws IOException {
            super.connect(new InetSocketAddress(judged, ((InetSocketAddress) asked).getPort()), timeout);
        }
    }
}
