package io.vigie.report.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.report.isolation.IsolationAudit.Findings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IsolationAuditTests {

    private static final Instant AT = Instant.parse("2026-11-21T07:25:41Z");

    private static SlotLease slot(int number, String directory, int firstPort, String suffix, String media) {
        return new SlotLease("host-a", number, directory, firstPort, 10, suffix, media);
    }

    private static SlotLease own(int number) {
        return slot(number, "/slots/" + number, 20_000 + 10 * number, "_w" + number, "/slots/" + number + "/media");
    }

    private static HeldSlot held(String worker, SlotLease slot, int from, @Nullable Integer to, @Nullable String end) {
        return new HeldSlot(
                "run", from, worker, 1, slot, AT.plusSeconds(from), to == null ? null : AT.plusSeconds(to), end);
    }

    private static HeldSlot held(String worker, SlotLease slot, int from, int to) {
        return held(worker, slot, from, to, "completed");
    }

    private static Findings audited(HeldSlot... inOrder) {
        IsolationAudit audit = new IsolationAudit();
        for (HeldSlot slot : inOrder) {
            audit.take(slot);
        }
        return audit.findings();
    }

    @Test
    void findsNothingWhereEverySlotHasItsOwn() {
        Findings findings = audited(held("w1", own(1), 0, 10), held("w1", own(2), 1, 11), held("w2", own(3), 2, 12));

        assertThat(findings.slices()).isEqualTo(3);
        assertThat(findings.conflicts()).isEmpty();
        assertThat(findings.doubtful()).isEmpty();
    }

    @Test
    void namesEverythingThatTwoLivingSlotsShare() {
        SlotLease one = slot(1, "/slots/1", 20_000, "_w1", "/media");
        SlotLease other = slot(2, "/slots/1", 20_009, "_w1", "/media");

        Findings findings = audited(held("w1", one, 0, 10), held("w2", other, 9, 20));

        assertThat(findings.conflictCount()).isEqualTo(1);
        assertThat(findings.conflicts().getFirst().shared())
                .containsExactly("directory", "ports", "database-suffix", "media-directory");
    }

    @Test
    void allowsASlotToTakeOverWhatAnotherLetGo() {
        SlotLease next = slot(7, "/slots/1", 20_010, "_w1", "/slots/1/media");

        assertThat(audited(held("w1", own(1), 0, 10), held("w2", next, 10, 20)).conflicts())
                .isEmpty();
    }

    @Test
    void takesASliceThatIsStillHeldForAlive() {
        SlotLease same = slot(7, "/slots/1", 30_000, "_x", "/x");

        assertThat(audited(held("w1", own(1), 0, null, null), held("w2", same, 10_000, 10_001))
                        .conflicts())
                .hasSize(1);
    }

    @Test
    void neverComparesASlotWithItself() {
        assertThat(audited(held("w1", own(1), 0, 10), held("w1", own(1), 9, 20)).conflicts())
                .isEmpty();
    }

    @Test
    void doubtsOnlyWhereASilentWorkersTrueEndIsUnknown() {
        SlotLease again = slot(1, "/slots/1", 30_000, "_x", "/x");

        Findings findings = audited(held("w1", own(1), 0, 10, "worker-lost"), held("w2", again, 5, 20));

        assertThat(findings.conflicts()).isEmpty();
        assertThat(findings.doubtful()).hasSize(1);
        assertThat(findings.doubtful().getFirst().shared()).containsExactly("directory");
    }

    @Test
    void comparesNothingAcrossHosts() {
        SlotLease elsewhere = new SlotLease("host-b", 1, "/slots/1", 20_010, 10, "_w1", "/slots/1/media");

        assertThat(audited(held("w1", own(1), 0, 10), held("w2", elsewhere, 0, 10))
                        .conflicts())
                .isEmpty();
    }
}
