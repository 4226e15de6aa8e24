package io.vigie.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTests {

    private final AddressPolicy strict = new AddressPolicy(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::7f00:1",
                "2001:0:1::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "100::1",
                // Other ways to write 127.0.0.1, as a resolver may take them.
                "2130706433",
                "127.1"
            })
    void refusesWhatIsNotPublic(String host) {
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> strict.resolve(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "[2606:4700::1111]"})
    void acceptsWhatIsPublic(String host) throws UnknownHostException {
        assertThat(strict.resolve(host)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com",
                "/path",
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com/",
                "http:///path",
                "http://",
                "http://user:secret@example.com/",
                "http://user@example.com/",
                "http://example.com@127.0.0.1/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com/#part",
                "http://exa mple.com/",
                "http://127.0.0.1\\@example.com/"
            })
    void refusesWhatIsNoPlainHttpUrl(String url) {
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> strict.wellFormed(url));
    }

    @Test
    void takesAnHttpUrlAsItIs() throws AddressRefused {
        assertThat(strict.wellFormed("https://hooks.example.com:8443/vigie?room=1"))
                .hasHost("hooks.example.com")
                .hasPort(8443);
    }

    @Test
    void acceptsWhatTheOperatorAllows() throws UnknownHostException {
        // given
        AddressPolicy policy = new AddressPolicy(List.of("10.1.0.0/16", "::1", " LocalHost ", ""));

        // then
        assertThat(policy.resolve("10.1.2.3")).isNotEmpty();
        assertThat(policy.resolve("localhost")).isNotEmpty();
        assertThat(policy.resolve("::1")).isNotEmpty();
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> policy.resolve("10.2.0.1"));
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> policy.resolve("127.0.0.1"));
    }

    @Test
    void refusesAnAllowanceThatIsNoNetwork() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AddressPolicy(List.of("10.0.0.0/40")));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AddressPolicy(List.of("10.0.0.x/8")));
    }

    @Test
    void tellsWhyItRefuses() {
        assertThatExceptionOfType(AddressRefused.class)
                .isThrownBy(
                        () -> strict.resolve(InetAddress.getLoopbackAddress().getHostAddress()))
                .satisfies(refused -> assertThat(refused.expected().fr()).startsWith("une adresse publique"));
    }
}
