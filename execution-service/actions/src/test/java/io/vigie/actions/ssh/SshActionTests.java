package io.vigie.actions.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.server.Signal;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SshActionTests {

    private static final SshAction ACTION = new SshAction();
    private static TargetSshServer server;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void startServer() {
        server = new TargetSshServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        ACTION.close();
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(ACTION, server.variables(), RecordingContext::new);
    }

    @Test
    void tellsWhatTheCommandSaid() throws Exception {
        ActionResult result = run(Map.of("command", "echo héllo; echo oops >&2"));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs())
                .containsEntry("ssh_exit_code", 0)
                .containsEntry("ssh_output", "héllo\n")
                .containsEntry("ssh_error", "oops\n");
        assertThat(context.lines).contains("output: héllo", "error: oops").noneMatch(this::holdsASecret);
    }

    @Test
    void givesTheCommandItsInputAndAnEndOfIt() throws Exception {
        assertThat(run(Map.of("command", "cat", "stdin", "one\ntwo")).outputs())
                .containsEntry("ssh_output", "one\ntwo");
        assertThat(run(Map.of("command", "cat")).outputs()).containsEntry("ssh_output", "");
    }

    @ParameterizedTest
    @CsvSource({"0,,true", "3,,false", "3,3,true", "0,3,false"})
    void judgesTheExitCode(int code, Integer expected, boolean passes) throws Exception {
        Map<String, Object> step = new HashMap<>(Map.of("command", "exit " + code));
        if (expected != null) {
            step.put("expected_exit_code", expected);
        }

        ActionResult result = run(step);

        if (passes) {
            assertThat(result).isInstanceOf(ActionResult.Passed.class);
        } else {
            assertThat(((ActionResult.Failed) result).reason())
                    .isEqualTo("Expected exit code to be " + (expected == null ? 0 : expected) + ", but found " + code
                            + ".");
        }
    }

    @Test
    void leavesTheExitCodeToTheAssertionsWhenTheyLookAtIt() throws Exception {
        assertThat(run(Map.of(
                        "command",
                        "exit 4",
                        "assertions",
                        List.of(Map.of("source", "exit_code", "operator", "one_of", "expected", List.of(4, 5))))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void failsOnOutputThatIsNotAsExpected() throws Exception {
        assertThat(((ActionResult.Failed) run(Map.of(
                                "command",
                                "echo '{\"n\":1}'",
                                "assertions",
                                List.of(Map.of("source", "output", "path", "$.n", "expected", 2)))))
                        .reason())
                .isEqualTo("Expected output \"$.n\" to equal 2, but found 1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "EdDSA"})
    void verifiesTheHostKeyByFingerprintOrKnownHostsLine(String algorithm) throws Exception {
        try (TargetSshServer other = new TargetSshServer(algorithm, new SftpSubsystemFactory())) {
            for (String hostKey : List.of(other.fingerprint(), other.fingerprint() + "=", other.knownHostsLine())) {
                assertThat(run(other, Map.of("command", "true", "host_key", hostKey)))
                        .isInstanceOf(ActionResult.Passed.class);
            }
        }
    }

    @Test
    void tellsNobodyWithAnotherHostKeyThePassword() throws Exception {
        try (TargetSshServer impostor = new TargetSshServer()) {
            ActionResult result = run(impostor, Map.of("command", "true", "host_key", server.fingerprint()));

            assertThat(broken(result))
                    .isEqualTo(
                            "Expected \"127.0.0.1\" to hold the host key that the step names, but its key is ssh-ed25519 "
                                    + impostor.fingerprint() + ".");
            assertThat(impostor.passwordsSeen).isEmpty();
        }
    }

    @Test
    void asksForAHostKey() throws Exception {
        Map<String, Object> step = server.login(Map.of("command", "true"));
        step.remove("host_key");

        assertThat(broken(RunningAction.run(ACTION, context, step)))
                .startsWith("Expected \"host_key\" to say which key");
    }

    @Test
    void acceptsAnyHostKeyOnlyWithAWarning() throws Exception {
        Map<String, Object> step = server.login(Map.of("command", "true", "accept_any_host_key", true));
        step.remove("host_key");

        assertThat(RunningAction.run(ACTION, context, step)).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.lines).contains("The server's host key is not verified, since the step accepts any.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "SHA256:short", "MD5:00:11", "host ssh-rsa ###"})
    void refusesAHostKeyThatIsNone(String hostKey) throws Exception {
        assertThat(broken(run(Map.of("command", "true", "host_key", hostKey))))
                .startsWith("Expected \"host_key\" to be a fingerprint");
    }

    @Test
    void isRefusedWithAWrongPassword() throws Exception {
        assertThat(broken(run(Map.of("command", "true", "password", "wrong-password"))))
                .isEqualTo(
                        "Expected to log in to \"127.0.0.1\" as \"tester\", but the server refuses the user name or the"
                                + " credentials.");
        assertThat(context.lines).noneMatch(line -> line.contains("wrong-password"));
    }

    @ParameterizedTest
    @CsvSource({"EC,", "EdDSA,", "EdDSA,pass phrase"})
    void logsInByPrivateKey(String algorithm, String passphrase) throws Exception {
        KeyPair key = TargetSshServer.key(algorithm);
        try (TargetSshServer other = new TargetSshServer()) {
            other.authorize(key.getPublic());
            Map<String, Object> step = other.login(Map.of("command", "true", "private_key", openSsh(key, passphrase)));
            step.remove("password");
            if (passphrase != null) {
                step.put("passphrase", passphrase);
            }

            assertThat(RunningAction.run(ACTION, context, step)).isInstanceOf(ActionResult.Passed.class);

            step.put("passphrase", "another");
            if (passphrase != null) {
                assertThat(broken(RunningAction.run(ACTION, context, step)))
                        .isEqualTo(
                                "Expected \"private_key\" to be a private key in OpenSSH or PEM form that \"passphrase\""
                                        + " opens, but it cannot be read.");
            }
        }
    }

    @Test
    void showsNothingOfAKeyThatCannotBeRead() throws Exception {
        Map<String, Object> step = server.login(Map.of("command", "true", "private_key", "my secret key"));

        assertThat(broken(RunningAction.run(ACTION, context, step)))
                .isEqualTo(
                        "Expected \"private_key\" to be a private key in OpenSSH or PEM form without a passphrase, but it"
                                + " cannot be read.");
    }

    @Test
    void contactsNobodyWhomThePolicyRefuses() throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(run(Map.of("command", "true"))))
                .isEqualTo("Expected to reach \"127.0.0.1\", but its address 127.0.0.1 may not be contacted: it is a"
                        + " loopback address, which is not allowed here.");
    }

    @Test
    void judgesTheAddressBehindAName() throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(run(Map.of("command", "true", "host", "localhost"))))
                .startsWith("Expected to reach \"localhost\", but its address ");
    }

    @Test
    void reachesAHostByItsName() throws Exception {
        assertThat(run(Map.of("command", "true", "host", "localhost"))).isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThat(broken(run(Map.of("command", "true", "port", port))))
                .isEqualTo("Expected to carry out the command on \"127.0.0.1\", but nobody accepts connections on port "
                        + port + ".");
    }

    @Test
    void endsACommandThatWritesWithoutEnd() throws Exception {
        ActionLimits usual = ActionLimits.USUAL;
        context.limits = new ActionLimits(
                100_000,
                usual.downloadBytes(),
                usual.uploadBytes(),
                usual.memoryBytes(),
                usual.processes(),
                usual.diskBytes(),
                usual.rows(),
                usual.artifactBytes(),
                usual.artifacts(),
                usual.cases());

        assertThat(broken(run(Map.of("command", "endless"))))
                .isEqualTo(
                        "Expected the command to write at most 100000 bytes, the limit of an output, but it wrote more; it"
                                + " was ended there.");
    }

    @Test
    void runsOutOfTime() throws Exception {
        assertThat(broken(run(Map.of("command", "hang", "timeout", 0.5))))
                .isEqualTo("Expected to carry out the command on \"127.0.0.1\" within 0.5 s, but the time ran out.");
    }

    @Test
    void stopsAtOnceWhenInterruptedAndAsksTheServerToEndTheCommand() throws Exception {
        try (TargetSshServer other = new TargetSshServer()) {
            Duration waited =
                    RunningAction.interrupt(ACTION, context, other.login(Map.of("command", "hang")), other.isHanging);

            assertThat(waited).isLessThan(Duration.ofSeconds(20));
            assertThat(other.signal.get(10, TimeUnit.SECONDS)).isEqualTo(Signal.TERM);
        }
    }

    @Test
    void stopsAtOnceWhenTheServerNeverGreets() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            CompletableFuture<Void> isConnected = CompletableFuture.runAsync(() -> {
                try {
                    silent.accept();
                } catch (java.io.IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
            });

            assertThat(RunningAction.interrupt(
                            ACTION,
                            context,
                            server.login(Map.of("command", "true", "port", silent.getLocalPort())),
                            isConnected))
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    private boolean holdsASecret(String line) {
        return line.contains(TargetSshServer.PASSWORD);
    }

    private ActionResult run(Map<String, ?> step) throws Exception {
        return run(server, step);
    }

    private ActionResult run(TargetSshServer on, Map<String, ?> step) throws Exception {
        return RunningAction.run(ACTION, context, on.login(step));
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }

    private static String openSsh(KeyPair key, String passphrase) throws Exception {
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setCipherName("AES");
            encryption.setCipherType("256");
            encryption.setCipherMode("CTR");
            encryption.setPassword(passphrase);
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, written);
        return written.toString(StandardCharsets.US_ASCII);
    }
}
