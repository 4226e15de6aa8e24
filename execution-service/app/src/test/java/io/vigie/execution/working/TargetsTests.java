package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TargetsTests {

    private static Targets targets(Map<String, String> settings, String... own) {
        return Targets.of(
                new Binder(new MapConfigurationPropertySource(settings))
                        .bindOrCreate("vigie.worker", WorkerSettings.class),
                List.of(own));
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void deniesTheBrokersPortOnEveryAddressOfThisMachineAndNoOther() throws UnknownHostException {
        Targets targets = targets(Map.of(), "127.0.0.1:9092", " localhost:5432");

        assertThat(targets.refusal("127.0.0.1", address("127.0.0.1"), 9092))
                .contains("the list of denied targets names its port");
        assertThat(targets.refusal("localhost", address("::1"), 9092)).isPresent();
        assertThat(targets.refusal("x", address("127.9.9.9"), 5432)).isPresent();
        assertThat(targets.refusal("x", InetAddress.getLocalHost(), 9092)).isPresent();
        assertThat(targets.refusal("localhost", address("127.0.0.1"), 8080)).isEmpty();
        assertThat(targets.refusal("example.com", address("93.184.216.34"), 9092))
                .isEmpty();
    }

    @Test
    void deniesWhatTheOperatorLists() {
        Targets targets =
                targets(Map.of("vigie.worker.denied-targets", "shop.example:8443,*.bank.example,[2001:db8::1]:80"));

        assertThat(targets.refusal("Shop.example", address("93.184.216.34"), 8443))
                .isPresent();
        assertThat(targets.refusal("shop.example", address("93.184.216.34"), 443))
                .isEmpty();
        assertThat(targets.refusal("www.bank.example", address("93.184.216.34"), 443))
                .isPresent();
        assertThat(targets.refusal("x", address("2001:db8::1"), 80)).isPresent();
        assertThat(targets.refusal("x", address("2001:db8::1"), 81)).isEmpty();
    }

    @Test
    void saysInAFewWordsWhatIsAllowedWithoutNamingAHost() {
        assertThat(targets(Map.of(), "broker.internal:9092").summary())
                .isEqualTo("public addresses, this machine; not 1 of Vigie's own ports");
        assertThat(targets(Map.of(
                                "vigie.worker.allow-loopback-targets", "false",
                                "vigie.worker.allow-private-targets", "true",
                                "vigie.worker.allowed-targets", "10.0.0.1,10.0.0.2",
                                "vigie.worker.denied-targets", "secret.internal"))
                        .summary())
                .isEqualTo("public addresses, private networks, 2 listed as allowed; not 1 listed as denied");
    }
}
