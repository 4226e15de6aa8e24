package io.vigie.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTests {

    @Test
    void keepsThePortsOfTheLastStart() {
        Ports ports = new Ports(port -> true, () -> 5000);

        assertThat(ports.choose(List.of("kafka"), Map.of("kafka", 4001), Set.of()))
                .containsEntry("kafka", 4001);
    }

    @Test
    void choosesAnotherPortForOneThatWasTaken() {
        Ports ports = new Ports(port -> port != 4001, () -> 5000);

        assertThat(ports.choose(List.of("kafka"), Map.of("kafka", 4001), Set.of()))
                .containsEntry("kafka", 5000);
    }

    @Test
    void givesNoPortTwice() {
        Iterator<Integer> offered = List.of(8080, 5000, 5000, 5001).iterator();
        Ports ports = new Ports(port -> true, offered::next);

        assertThat(ports.choose(List.of("kafka", "postgres"), Map.of(), Set.of(8080)))
                .containsEntry("kafka", 5000)
                .containsEntry("postgres", 5001);
    }

    @Test
    void doesNotKeepAPortThatPeopleUseNow() {
        Ports ports = new Ports(port -> true, () -> 5000);

        assertThat(ports.choose(List.of("kafka"), Map.of("kafka", 9000), Set.of(9000)))
                .containsEntry("kafka", 5000);
    }
}
