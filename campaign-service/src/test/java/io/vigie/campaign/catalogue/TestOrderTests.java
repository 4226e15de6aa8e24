package io.vigie.campaign.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.TestId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestOrderTests {

    private static final TestId A = TestId.of("a");
    private static final TestId B = TestId.of("b");
    private static final TestId C = TestId.of("c");

    @Test
    void movesOnlyThoseBehindTheNewPlace() {
        assertThat(TestOrder.place(List.of(A, C, B), Map.of(A, 1, B, 2, C, 3), C))
                .isEqualTo(Map.of(C, 2, B, 3));
    }

    @Test
    void usesAGapThatADeletionLeft() {
        assertThat(TestOrder.place(List.of(A, C, B), Map.of(A, 1, B, 9, C, 10), C))
                .isEqualTo(Map.of(C, 2));
    }

    @Test
    void putsATestFirst() {
        assertThat(TestOrder.place(List.of(C, A, B), Map.of(A, 1, B, 2, C, 3), C))
                .isEqualTo(Map.of(C, 1, A, 2, B, 3));
    }

    @Test
    void countsWithoutGaps() {
        assertThat(TestOrder.count(List.of(B, A, C), Map.of(A, 1, B, 2, C, 7))).isEqualTo(Map.of(B, 1, A, 2, C, 3));
    }
}
