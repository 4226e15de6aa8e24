package io.vigie.actions.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real forward proxy on loopback, for http requests and for the tunnels of https. */
final class TargetProxy implements AutoCloseable {

    /** The first line of each request that came. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocket server;

    TargetProxy() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket caller = server.accept();
                    Thread.ofVirtual().start(() -> serve(caller));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void serve(Socket caller) {
        try (caller) {
            String head = head(caller.getInputStream());
            String first = head.lines().findFirst().orElse("");
            asked.add(first);
            String[] words = first.split(" ");
            boolean isTunnel = words[0].equals("CONNECT");
            URI target = URI.create(isTunnel ? "https://" + words[1] : words[1]);
            try (Socket onward = new Socket(target.getHost(), target.getPort())) {
                if (isTunnel) {
                    caller.getOutputStream()
                            .write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    onward.getOutputStream()
                            .write(head.replace(words[1], target.getRawPath()).getBytes(StandardCharsets.ISO_8859_1));
                }
                Thread back = Thread.ofVirtual().start(() -> pass(onward, caller));
                pass(caller, onward);
                back.join();
            }
        } catch (IOException | InterruptedException over) {
            // The test sees it from the other end.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException over) {
            // The other direction ends by itself.
        }
    }

    private static String head(InputStream stream) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int read = stream.read(); read >= 0; read = stream.read()) {
            head.write(read);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
