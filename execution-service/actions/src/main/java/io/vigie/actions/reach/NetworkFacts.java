package io.vigie.actions.reach;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong on the way to another machine, as the end of a sentence for the tester. No class name, no address of ours. */
public final class NetworkFacts {

    private NetworkFacts() {}

    /** The fact behind one exception; empty when it is not about the network. */
    public static Optional<String> of(Throwable failure, int port) {
        return Optional.ofNullable(
                switch (failure) {
                    case UnknownHostException unknown -> "no host of this name is known";
                    case UnresolvedAddressException unknown -> "no host of this name is known";
                    case SSLException untrusted -> "no trusted connection could be made: " + tls(untrusted);
                    case NoRouteToHostException unreachable -> "no route leads there";
                    case PortUnreachableException unreachable -> "no route leads there";
                    case ConnectException refused -> "nobody accepts connections on port " + port;
                    case SocketTimeoutException silent -> "nobody answered in time";
                    case SocketException broken -> "the connection broke";
                    case EOFException ended -> "the server closed the connection";
                    case ClosedChannelException ended -> "the connection was closed";
                    default -> null;
                });
    }

    /** Like {@link #of}, and for any other failure to read or write that the connection broke. */
    public static Optional<String> orBroken(Throwable failure, int port) {
        return of(failure, port)
                .or(() -> failure instanceof IOException
                        ? Optional.of("the connection broke")
                        : Optional.<String>empty());
    }

    private static String tls(SSLException cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("PKIX") || text.contains("certification path")) {
            return "its certificate is signed by nobody that the worker trusts, or has expired";
        }
        if (text.contains("No subject alternative")
                || text.contains("No name matching")
                || text.contains("doesn't match any of the subject alternative names")
                || text.contains("doesn't match common name")) {
            return "its certificate is for another name";
        }
        return text.contains("plaintext connection")
                        || text.contains("SSL/TLS record")
                        || text.contains("unrecognized SSL message")
                ? "the port does not speak TLS"
                : "the handshake failed";
    }
}
