package io.vigie.actions.ftp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks FTP as a server would that means harm: endless files and replies, listed names that climb, addresses of others. */
final class HostileFtpServer implements AutoCloseable {

    final List<String> commands = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> isSending = new CompletableFuture<>();
    /** What it answers to PASV, with {@code %s} for the two numbers of the port. */
    volatile String passive = "227 Entering Passive Mode (10,99,99,99,%s)";

    volatile boolean repliesEndlessly;
    private final ServerSocket control = listen();
    private final ServerSocket data = listen();

    HostileFtpServer() {
        Thread.ofVirtual().start(() -> {
            while (!control.isClosed()) {
                try {
                    Socket client = control.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int port() {
        return control.getLocalPort();
    }

    int dataPort() {
        return data.getLocalPort();
    }

    private void serve(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            say(out, "220 welcome");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                answer(out, line.split(" ")[0].toUpperCase(Locale.ROOT));
            }
        } catch (IOException gone) {
            // The other side hung up, as it should.
        }
    }

    private void answer(OutputStream out, String verb) throws IOException {
        switch (verb) {
            case "USER" -> say(out, "331 password please");
            case "PASS" -> say(out, "230 come in");
            case "TYPE" -> say(out, "200 ok");
            case "PASV" -> say(out, String.format(passive, dataPort() / 256 + "," + dataPort() % 256));
            case "MLSD" ->
                send(out, "type=file;size=1; ../../x\r\ntype=file;size=2; /etc/passwd\r\ntype=file;size=3; good\r\n");
            case "RETR" -> {
                say(out, "150 here it comes");
                byte[] chunk = new byte[64 * 1024];
                try (Socket to = data.accept()) {
                    for (int i = 0; true; i++) {
                        to.getOutputStream().write(chunk);
                        if (i > 10) {
                            isSending.complete(null);
                        }
                    }
                }
            }
            case "MKD" -> {
                byte[] endless = "257-more\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                while (repliesEndlessly) {
                    out.write(endless);
                }
                say(out, "257 made");
            }
            default -> say(out, "502 not here");
        }
    }

    private void send(OutputStream out, String text) throws IOException {
        say(out, "150 here it comes");
        try (Socket to = data.accept()) {
            to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
        say(out, "226 done");
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        control.close();
        data.close();
    }
}
