package io.vigie.execution.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage.DecisionsHead;
import io.vigie.contracts.audit.AuditMessage.DeletionReason;
import io.vigie.contracts.audit.AuditMessage.HeadState;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionHeadsTests {

    private static final List<ReadUpTo> READ = List.of(new ReadUpTo(0, 100), new ReadUpTo(1, 200));

    private final DecisionHeads heads = new DecisionHeads();

    @Test
    void followsAChainThatStandsInSeveralPartitions() {
        heads.take(link(2, "a", "b", 1, 10));

        assertThat(heads.hasMoved()).isFalse();
        assertThat(heads.positions(READ)).containsExactly(new ReadUpTo(0, 100), new ReadUpTo(1, 10));

        heads.take(link(1, Link.GENESIS, "a", 0, 5));

        assertThat(heads.heads()).containsExactly(head(2, "b", HeadState.RUNNING));
        assertThat(heads.hasMoved()).isTrue();
        assertThat(heads.positions(READ)).isEqualTo(READ);
    }

    @Test
    void takesARepeatedDecisionOnce() {
        heads.take(link(1, Link.GENESIS, "a", 0, 5));
        heads.signed();

        heads.take(link(1, Link.GENESIS, "a", 0, 6));

        assertThat(heads.hasMoved()).isFalse();
    }

    @Test
    void refusesADecisionThatIsNotChained() {
        heads.recall(head(7, "a", HeadState.RUNNING));

        assertThat(heads.take(link(8, "x", "b", 0, 5)))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("Expected decision 8 of project \"Common\" to be chained"));
        heads.take(link(9, "b", "c", 0, 6));

        assertThat(heads.heads()).containsExactly(head(7, "a", HeadState.REFUSED));
        assertThat(heads.refused()).isEqualTo(1);
    }

    @Test
    void readsOnWhereARemovalWaitsForItsTombstone() {
        Removal removal =
                new Removal(RunId.of("r1"), List.of(Kept.LOGS), DeletionReason.RETENTION_POLICY, null, null, 2L);
        DecisionLink link = new DecisionLink(ProjectId.COMMON, 1, Link.GENESIS, "a", 1, 20, removal);
        heads.take(link);

        assertThat(heads.removals()).containsExactly(link);
        assertThat(heads.positions(READ)).containsExactly(new ReadUpTo(0, 100), new ReadUpTo(1, 20));

        heads.done(removal);
        heads.take(link);

        assertThat(heads.removals()).isEmpty();
        assertThat(heads.positions(READ)).isEqualTo(READ);
    }

    private static DecisionLink link(long sequence, String previous, String hash, int partition, long offset) {
        return new DecisionLink(ProjectId.COMMON, sequence, previous, hash, partition, offset, null);
    }

    private static DecisionsHead head(long sequence, String hash, HeadState state) {
        return new DecisionsHead(ProjectId.COMMON, sequence, hash, state);
    }
}
