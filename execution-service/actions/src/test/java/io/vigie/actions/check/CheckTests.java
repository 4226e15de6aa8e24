package io.vigie.actions.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CheckTests {

    @Test
    void takesANumberForATextThatReadsAsIt() {
        assertThat(Check.same(5, "5")).isTrue();
        assertThat(Check.same("5.0", 5L)).isTrue();
        assertThat(Check.same(new BigDecimal("1e2"), 100.0)).isTrue();
        assertThat(Check.same(5, "five")).isFalse();
        assertThat(Check.same("05", "5")).isFalse();
        assertThat(Check.same(true, "true")).isTrue();
        assertThat(Check.same(null, "null")).isFalse();
        assertThat(Check.same(1, "1e999999999")).isFalse();
    }

    @Test
    void comparesObjectsByContentWhateverTheOrder() {
        assertThat(Check.same(Map.of("a", 1, "b", List.of(1.0)), Map.of("b", List.of(1), "a", 1)))
                .isTrue();
        assertThat(Check.same(List.of(1, 2), List.of(2, 1))).isFalse();
        assertThat(Check.same(Map.of("a", 1), "{\"a\": 1}")).isTrue();
        assertThat(Check.same(Map.of(), "nonsense")).isFalse();
        assertThat(Check.same(List.of(), "\"[]\"")).isFalse();
    }

    @Test
    @Timeout(10)
    void stopsAHopelessRegularExpressionWhenInterrupted() {
        Pattern hopeless = Pattern.compile("(x+x+)+y");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> InterruptibleText.find(hopeless, "x".repeat(60)))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void cutsLongValuesBetweenCharacters() {
        assertThat(Shown.text("ab🦉", 3)).isEqualTo("ab…");
        assertThat(Shown.text("a\r\nb", 10)).isEqualTo("a⏎b");
    }
}
