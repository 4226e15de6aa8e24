package io.vigie.actions.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** A real SSH and SFTP server on loopback: commands are processes of {@code /bin/sh}, files are in a directory of its own. */
public final class TargetSshServer implements AutoCloseable {

    public static final String USER = "tester";
    public static final String PASSWORD = "s3cret-pass";

    public final KeyPair hostKey;
    public final CompletableFuture<Void> isHanging = new CompletableFuture<>();
    final CompletableFuture<Signal> signal = new CompletableFuture<>();
    public final Path home;
    final List<String> passwordsSeen = new CopyOnWriteArrayList<>();
    private final SshServer server;
    private PublicKey authorized;

    /** @param algorithm of the host key: {@code RSA}, {@code EC} or {@code EdDSA} */
    public TargetSshServer(String algorithm, SftpSubsystemFactory sftp) {
        try {
            hostKey = key(algorithm);
            home = Files.createTempDirectory(
                            Files.createDirectories(Path.of("target", "servers").toAbsolutePath()), "ssh")
                    .toRealPath();
            server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setPort(0);
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            server.setPasswordAuthenticator((user, password, session) -> {
                passwordsSeen.add(password);
                return user.equals(USER) && password.equals(PASSWORD);
            });
            server.setPublickeyAuthenticator(
                    (user, key, session) -> authorized != null && KeyUtils.compareKeys(key, authorized));
            server.setCommandFactory((channel, command) -> switch (command) {
                case "hang" -> new Hanging();
                case "endless" -> new Endless();
                default -> new ProcessShellFactory(command, List.of("/bin/sh", "-c", command)).createShell(channel);
            });
            server.setFileSystemFactory(new VirtualFileSystemFactory(home));
            server.setSubsystemFactories(List.of(sftp));
            server.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public TargetSshServer() {
        this("EdDSA", new SftpSubsystemFactory());
    }

    static KeyPair key(String algorithm) {
        try {
            return switch (algorithm) {
                case "RSA" -> KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
                case "EC" -> KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
                default -> KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            };
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Lets whoever holds this key in. */
    void authorize(PublicKey key) {
        authorized = key;
    }

    public int port() {
        return server.getPort();
    }

    public String fingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
    }

    String knownHostsLine() throws IOException {
        StringWriter line = new StringWriter();
        PublicKeyEntry.appendPublicKeyEntry(line, hostKey.getPublic());
        return "[127.0.0.1]:" + port() + " " + line + " a comment";
    }

    /** What a step needs to get in. */
    public Map<String, Object> login(Map<String, ?> more) {
        Map<String, Object> step = new HashMap<>();
        step.put("host", "127.0.0.1");
        step.put("port", port());
        step.put("username", USER);
        step.put("password", PASSWORD);
        step.put("host_key", fingerprint());
        step.putAll(more);
        return step;
    }

    /** The same for examples. */
    public Map<String, String> variables() {
        return Map.of(
                "{{ssh_host}}",
                "127.0.0.1",
                "{{ssh_port}}",
                String.valueOf(port()),
                "{{ssh_user}}",
                USER,
                "{{ssh_password}}",
                PASSWORD,
                "{{ssh_host_key}}",
                fingerprint());
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private abstract static class Base implements Command {
        OutputStream out;
        ExitCallback exit;

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void destroy(ChannelSession channel) {}
    }

    /** Never ends, and tells when it is sent a signal. */
    private final class Hanging extends Base {
        @Override
        public void start(ChannelSession channel, Environment environment) {
            environment.addSignalListener((from, received) -> signal.complete(received), Signal.TERM);
            isHanging.complete(null);
        }
    }

    /** Writes zeros for ever. */
    private static final class Endless extends Base {
        @Override
        public void start(ChannelSession channel, Environment environment) {
            Thread.ofVirtual().start(() -> {
                byte[] chunk = new byte[32 * 1024];
                try {
                    while (true) {
                        out.write(chunk);
                        out.flush();
                    }
                } catch (IOException gone) {
                    exit.onExit(1);
                }
            });
        }
    }
}
