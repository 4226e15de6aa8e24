package io.vigie.actions.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.actions.reach.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KafkaActionTests {

    private final KafkaAction action = new KafkaAction();
    private final RecordingContext context = new RecordingContext();

    @Test
    void refusesADeniedServer() throws Exception {
        context.targets = AddressRules.publicOnly();

        for (String operation : List.of("produce", "await")) {
            assertThat(broken(operation, "127.0.0.1:9092", Map.of()))
                    .isEqualTo(
                            "Expected to reach \"127.0.0.1\", but its address 127.0.0.1 may not be contacted: it is a "
                                    + "loopback address, which is not allowed here.");
        }
    }

    @Test
    void saysThatNobodyAcceptsConnections() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(broken("await", "127.0.0.1:" + port, Map.of()))
                .isEqualTo("Expected to await a message on topic \"orders\" of \"127.0.0.1:" + port
                        + "\", but nobody accepts connections on port " + port + ".");
    }

    @Test
    void saysThatAServerIsNoKafka() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1:" + silent.getLocalPort();

            assertThat(broken("await", server, Map.of("timeout", 0.5))).endsWith("no broker answers as Kafka does.");
            assertThat(broken("produce", server, Map.of("timeout", 0.5))).contains("Expected to send a record");
        }
    }

    /** An answer that announces two gigabytes must not make the worker set them aside. */
    @Test
    void takesNoAnswerOfGigabytes() throws Exception {
        try (ServerSocket boasting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!boasting.isClosed()) {
                    try {
                        var socket = boasting.accept();
                        socket.getOutputStream().write(new byte[] {0x7F, -1, -1, -1, 0, 0, 0, 0});
                        socket.getOutputStream().flush();
                    } catch (IOException over) {
                        return;
                    }
                }
            });

            assertThat(broken("await", "127.0.0.1:" + boasting.getLocalPort(), Map.of("timeout", 0.5)))
                    .endsWith("no broker answers as Kafka does.");
        }
    }

    @Test
    void speaksTlsWithAServerThatTheStepTrusts(@TempDir Path folder) throws Exception {
        SelfSigned key = SelfSigned.in(folder);
        CompletableFuture<Void> isSecure = new CompletableFuture<>();
        try (ServerSocket secure =
                key.tls().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!secure.isClosed()) {
                    try {
                        SSLSocket socket = (SSLSocket) secure.accept();
                        Thread.ofVirtual().start(() -> {
                            try {
                                socket.startHandshake();
                                isSecure.complete(null);
                            } catch (IOException refused) {
                                // The other end says why.
                            }
                        });
                    } catch (IOException over) {
                        return;
                    }
                }
            });
            String port = ":" + secure.getLocalPort();
            Map<String, Object> trusting = Map.of("tls", true, "trusted_certificate", key.pem());

            for (String operation : List.of("await", "produce")) {
                assertThat(broken(operation, "localhost" + port, Map.of("tls", true)))
                        .endsWith("its certificate is signed by nobody that the worker trusts, or has expired.");
                assertThat(broken(operation, "127.0.0.1" + port, trusting))
                        .endsWith("its certificate is for another name.");
            }
            assertThat(isSecure).isNotDone();

            RunningAction.interrupt(action, context, step("await", "localhost" + port, trusting), isSecure);
        }
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThat(broken("await", "localhost", Map.of())).startsWith("Expected \"servers\" to be \"host:port\"");
        assertThat(broken("await", "a:1,b", Map.of())).startsWith("Expected \"servers\"");
        assertThat(broken("await", "a:99999", Map.of())).contains("a port from 1 to 65535");
        assertThat(broken("await", "a:1", Map.of("topic", "../x"))).startsWith("Expected \"topic\"");
        assertThat(broken("await", "a:1", Map.of("sasl", "plain"))).startsWith("Expected \"username\"");
        assertThat(broken("await", "a:1", Map.of("sasl", "plain", "username", "u", "password", "a\nb")))
                .isEqualTo("Expected \"password\" to be one line, but found a hidden value.");
    }

    @Test
    void namesTheLimitOfARecord() throws Exception {
        assertThat(broken("produce", "127.0.0.1:1", Map.of("value", "x".repeat(KafkaStep.MOST_RECORD_BYTES + 1))))
                .contains("at most 10485760 bytes, the limit of a record that is sent");
    }

    @Test
    void keepsAPasswordInItsQuotes() throws Exception {
        var login = KafkaStep.read(
                        context,
                        io.vigie.action.Parameters.of(
                                action.describe(),
                                Map.of(
                                        "operation", "await",
                                        "servers", "a:1",
                                        "topic", "t",
                                        "sasl", "scram_sha_256",
                                        "username", "u",
                                        "password", "x\" evil.Module required a=\"\\")))
                .login()
                .orElseThrow();

        assertThat(login.jaas())
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" "
                        + "password=\"x\\\" evil.Module required a=\\\"\\\\\";");
        assertThat(login.toString()).doesNotContain("evil");
    }

    private static Map<String, Object> step(String operation, String servers, Map<String, ?> more) {
        Map<String, Object> step = new HashMap<>(
                Map.of("operation", operation, "servers", servers, "topic", "orders", "key", "k", "timeout", 20));
        step.putAll(more);
        return step;
    }

    private String broken(String operation, String servers, Map<String, ?> more) throws InterruptedException {
        ActionResult result = RunningAction.run(action, context, step(operation, servers, more));
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
