package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Attachment;
import io.vigie.gateway.stream.LiveRuns.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The end of one partition, in memory. */
class LivePartitionTests {

    private static final RunId RUN = Scripts.anyRun();
    private static final int FOR_TEN = 10 * sizeOfOne();

    private long offset = 100;

    @Test
    void keepsWatchersOfARunWhoseEntriesItHadToDrop() throws InterruptedException {
        LivePartition partition = partition();
        Outbox outbox = outbox();
        partition.append(entry(RUN));
        assertThat(partition.attach(RUN, StreamPosition.at("epoch", 1, offset, 499), outbox))
                .isEqualTo(new Attachment.Attached(List.of()));

        fillWithOthers(partition);
        assertThat(partition.knows(RUN)).isFalse();
        Entry next = entry(RUN);
        partition.append(next);

        List<Entry> taken = new ArrayList<>();
        outbox.take(taken, 0);
        assertThat(taken).containsExactly(next);
        assertThat(partition.knows(RUN)).isTrue();
    }

    @Test
    void doesNotTakeAPositionBeforeWhatItDropped() {
        LivePartition partition = partition();
        StreamPosition before = StreamPosition.at("epoch", 0, offset, 499);
        partition.append(entry(RUN));

        fillWithOthers(partition);

        assertThat(partition.attach(RUN, before, outbox())).isInstanceOf(Attachment.ReadFirst.class);
        assertThat(partition.attach(RUN, StreamPosition.at("epoch", 1, offset, 499), outbox()))
                .isInstanceOf(Attachment.Attached.class);
    }

    @Test
    void tellsThoseWhoWatchASilentRunToAttachElsewhere() {
        LivePartition partition = partition();
        Outbox outbox = outbox();
        partition.attach(RUN, StreamPosition.at("epoch", 0, 99, 499), outbox);

        partition.retire();

        assertThat(outbox.signal()).isEqualTo(Outbox.Signal.DETACHED);
    }

    @Test
    void forgetsTheFramesOfEntriesThatAreOld() {
        LivePartition partition = partition();
        partition.attach(RUN, StreamPosition.at("epoch", 0, 99, 499), outbox());
        StreamPosition before = StreamPosition.at("epoch", 0, 100, 499);
        Entry told = Streams.run(Scripts.started(RUN, 1), 1, 101, 0);
        partition.append(told);
        assertThat(told.stepFrom(before)).isSameAs(told.stepFrom(before));

        partition.append(Streams.run(Scripts.queued(RUN, 1), 2, 102, 10_000));

        assertThat(told.stepFrom(before)).isNotSameAs(told.stepFrom(before));
    }

    private LivePartition partition() {
        LivePartition partition = new LivePartition(RunStreamTests.settings(2_000), new Reach(offset, 500), FOR_TEN);
        partition.advance(new Reach(10_000, 10_000));
        return partition;
    }

    private void fillWithOthers(LivePartition partition) {
        for (int i = 0; i < 20; i++) {
            partition.append(entry(RunId.of(new UUID(i, i).toString())));
        }
    }

    private Entry entry(RunId run) {
        return Streams.run(Scripts.queued(run, 1), 1, ++offset, 0);
    }

    private static int sizeOfOne() {
        return Streams.run(Scripts.queued(RUN, 1), 1, 1, 0).size();
    }

    private static Outbox outbox() {
        return new Outbox(100, 1 << 20);
    }
}
