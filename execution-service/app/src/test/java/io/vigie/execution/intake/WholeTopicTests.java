package io.vigie.execution.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WholeTopicTests {

    private static final String NAME = Topics.WORKER_ORDERS.name();
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Semaphore connections = new Semaphore(1);
    private volatile boolean spoilt;

    /** A consumer of a topic with three records, of which the connection may have to wait for its turn. */
    private Consumer<String, byte[]> connect() {
        connections.acquireUninterruptibly();
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(1, "127.0.0.1", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 1L));
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < 3; offset++) {
                consumer.addRecord(new ConsumerRecord<>(NAME, 0, offset, "record-" + offset, new byte[0]));
            }
        });
        return consumer;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.offset() == 1 && !spoilt) {
            spoilt = true;
            throw new StackOverflowError("deep");
        }
        taken.add(record.key());
    }

    @Test
    void saysThatItIsNotReadingAfterAnErrorAndGoesOnWhereItWas() {
        try (WholeTopic topic = new WholeTopic(Topics.WORKER_ORDERS, true, "test", this::take, this::connect)) {
            topic.start();
            await().until(() -> spoilt);

            assertThat(topic.isCaughtUp()).isFalse();
            assertThat(taken).containsExactly("record-0");

            connections.release();
            await().until(topic::isCaughtUp);
            await().untilAsserted(() -> assertThat(taken).containsExactly("record-0", "record-1", "record-2"));
        }
    }

    @Test
    void leavesOutWhatStoodThereWhenItIsToBeginWithWhatComesNext() {
        spoilt = true;
        try (WholeTopic topic = new WholeTopic(Topics.WORKER_ORDERS, false, "test", this::take, this::connect)) {
            topic.start();

            await().untilAsserted(() -> assertThat(taken).containsExactly("record-1", "record-2"));
        }
    }

    @Test
    void isNotCaughtUpOnceItIsClosed() {
        spoilt = true;
        WholeTopic topic = new WholeTopic(Topics.WORKER_ORDERS, true, "test", this::take, this::connect);
        topic.start();
        await().until(topic::isCaughtUp);

        topic.close();

        assertThat(topic.isCaughtUp()).isFalse();
    }
}
