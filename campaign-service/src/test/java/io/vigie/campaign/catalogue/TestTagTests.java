package io.vigie.campaign.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.service.refusal.Refusal;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTagTests {

    private final AskedFields asked = new AskedFields(Map.of());

    @Test
    void namesTheVersionThatItWasMadeOf() {
        assertThat(TestTag.versions(asked, TestTag.of(3, 12))).isEqualTo(Set.of(3L));
        assertThat(TestTag.versions(asked, "\"3-1\" , \"5-1\"")).isEqualTo(Set.of(3L, 5L));
    }

    @Test
    void asksForNothingWithoutTheHeaderOrForAnyTest() {
        assertThat(TestTag.versions(asked, null)).isNull();
        assertThat(TestTag.versions(asked, " * ")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"3-1\"", "\"other\"", "\"3\""})
    void matchesNothingWhenItIsWeakOrOfSomethingElse(String tag) {
        assertThat(TestTag.versions(asked, tag)).isEqualTo(Set.of());
        asked.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3-1", "", "\"3-1", "\"3-1\" \"4-1\""})
    void saysWhereTheHeaderIsWrong(String header) {
        TestTag.versions(asked, header);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(asked::check)
                .satisfies(refusal ->
                        assertThat(refusal.faults().getFirst().path()).isEqualTo("If-Match"));
    }
}
