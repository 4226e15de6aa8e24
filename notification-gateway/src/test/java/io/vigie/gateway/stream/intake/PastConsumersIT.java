package io.vigie.gateway.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealKafkaAndPostgres(postgres = false, vigieTopics = false, topics = "past", partitions = 2)
class PastConsumersIT {

    private static final TopicPartition ONE = new TopicPartition("past", 0);
    private static final TopicPartition OTHER = new TopicPartition("past", 1);

    private PastConsumers consumers;

    @BeforeEach
    void begin(KafkaBroker kafka) {
        consumers = new PastConsumers(new Consumers(kafka.bootstrap()), 1, 50);
    }

    @AfterEach
    void end() {
        consumers.close();
    }

    @Test
    void givesTheNextOneAConsumerThatRemembersNothingOfTheOneBefore(KafkaBroker kafka) throws Exception {
        // given
        write(kafka, ONE, "a", "b", "c");
        write(kafka, OTHER, "x", "y");
        PastConsumers.Loan first = consumers.borrow(List.of(ONE));
        first.consumer().seek(ONE, 1);
        assertThat(read(first.consumer(), 2)).containsExactly("b", "c");
        first.consumer().pause(List.of(ONE));
        first.giveBack();

        // when
        PastConsumers.Loan second = consumers.borrow(List.of(ONE, OTHER));

        // then
        assertThat(second.consumer()).isSameAs(first.consumer());
        assertThat(second.consumer().assignment()).containsExactlyInAnyOrder(ONE, OTHER);
        assertThat(second.consumer().paused()).isEmpty();
        second.consumer().seek(ONE, 0);
        second.consumer().seek(OTHER, 0);
        assertThat(read(second.consumer(), 5)).containsExactlyInAnyOrder("a", "b", "c", "x", "y");
        second.giveBack();
    }

    @Test
    void makesAnotherConsumerInThePlaceOfOneThatFailed() throws Exception {
        // given
        PastConsumers.Loan failed = consumers.borrow(List.of(ONE));

        // when
        failed.end();
        PastConsumers.Loan next = consumers.borrow(List.of(ONE));

        // then
        assertThat(next.consumer()).isNotSameAs(failed.consumer());
        next.giveBack();
    }

    @Test
    void letsWhoFindsNoneFreeWaitUntilOneIsGivenBack() throws Exception {
        // given
        PastConsumers.Loan taken = consumers.borrow(List.of(ONE));
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        Thread late = Thread.ofVirtual().start(() -> {
            try {
                consumers.borrow(List.of(ONE)).giveBack();
                served.complete(true);
            } catch (InterruptedException | RuntimeException failed) {
                served.completeExceptionally(failed);
            }
        });
        await().until(() -> late.getState() == Thread.State.WAITING);
        assertThat(served).isNotDone();

        // when
        taken.giveBack();

        // then
        assertThat(served).succeedsWithin(Duration.ofSeconds(30));
    }

    private static void write(KafkaBroker kafka, TopicPartition to, String... values) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                producer.send(
                        new ProducerRecord<>(to.topic(), to.partition(), "", value.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static List<String> read(KafkaConsumer<String, byte[]> consumer, int count) {
        List<String> values = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).pollInSameThread().until(() -> {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            return values.size() >= count;
        });
        return values;
    }
}
