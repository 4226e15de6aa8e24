package io.vigie.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"93.184.216.34", "8.8.8.8", "2606:4700::1111", "172.32.0.1", "100.63.255.255", "2002:808:808::1"
            })
    void allowsPublicAddresses(String address) {
        assertThat(refusal(AddressRules.publicOnly(), address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "fd12::1",
                "fec0::1",
                "64:ff9b::a00:1",
                "169.254.169.254",
                "169.254.1.1",
                "fe80::1",
                "fd00:ec2::254",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "64:ff9b::a9fe:a9fe"
            })
    void refusesWhatIsNotPublic(String address) {
        assertThat(refusal(AddressRules.publicOnly(), address)).isNotEmpty();
    }

    @Test
    void allowsLoopbackByItsSettingAlone() {
        AddressRules rules = AddressRules.publicOnly().withLoopback(true);

        assertThat(refusal(rules, "127.0.0.1")).isEmpty();
        assertThat(refusal(rules, "::1")).isEmpty();
        assertThat(refusal(rules, "10.0.0.1")).contains("private");
        assertThat(refusal(rules, "169.254.169.254")).contains("metadata");
        assertThat(refusal(rules, "0.0.0.0")).isNotEmpty();
    }

    @Test
    void allowsPrivateNetworksByTheirSettingAlone() {
        AddressRules rules = AddressRules.publicOnly().withPrivateNetworks(true);

        assertThat(refusal(rules, "192.168.1.1")).isEmpty();
        assertThat(refusal(rules, "fd12::1")).isEmpty();
        assertThat(refusal(rules, "127.0.0.1")).contains("loopback");
        assertThat(refusal(rules, "100.100.100.200")).contains("metadata");
        assertThat(refusal(rules, "fd00:ec2::254")).contains("metadata");
    }

    @Test
    void allowsListedBlocksWhateverTheyAre() {
        AddressRules rules =
                AddressRules.publicOnly().allowing(List.of("10.1.0.0/17", " 169.254.169.254 ", "fd12::/16"));

        assertThat(refusal(rules, "10.1.127.255")).isEmpty();
        assertThat(refusal(rules, "10.1.128.0")).isNotEmpty();
        assertThat(refusal(rules, "169.254.169.254")).isEmpty();
        assertThat(refusal(rules, "fd12:9::1")).isEmpty();
    }

    @Test
    void trustsAListedNameOnlyWithPrivateAddresses() throws Exception {
        AddressRules rules = AddressRules.publicOnly().allowing(List.of("shop.internal", "*.Example.com"));

        assertThat(rules.refusal("SHOP.internal.", InetAddress.getByName("10.0.0.1")))
                .isEmpty();
        assertThat(rules.refusal("api.example.com", InetAddress.getByName("127.0.0.1")))
                .isEmpty();
        assertThat(rules.refusal("badexample.com", InetAddress.getByName("127.0.0.1")))
                .isNotEmpty();
        assertThat(rules.refusal("shop.internal", InetAddress.getByName("169.254.169.254")))
                .isNotEmpty();
    }

    @Test
    void deniesWhatIsListedEvenWhenItIsAllowed() throws Exception {
        AddressRules rules = AddressRules.publicOnly()
                .withLoopback(true)
                .allowing(List.of("127.0.0.0/8"))
                .denying(List.of("127.0.0.53", "admin.example.com"));

        assertThat(refusal(rules, "127.0.0.1")).isEmpty();
        assertThat(refusal(rules, "127.0.0.53")).contains("denied");
        assertThat(refusal(rules, "64:ff9b::7f00:35")).contains("denied");
        assertThat(rules.refusal("admin.example.com", InetAddress.getByName("8.8.8.8")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "1", "10.0.0.0/x", "fe80::/129", "300.1.1.1"})
    void refusesAnEntryThatIsNoBlock(String entry) {
        assertThatThrownBy(() -> AddressRules.publicOnly().allowing(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found \"" + entry + "\"");
    }

    private static String refusal(AddressRules rules, String address) {
        return rules.refusal(address, InetAddress.ofLiteral(address)).orElse("");
    }
}
