package io.vigie.actions.kafka;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What one step does with the cluster, on the thread of its errand. */
final class Exchange {

    private static final int CONNECTING_MILLIS = 10_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final ActionContext context;
    private final KafkaStep step;
    private final long deadline;
    private volatile boolean hasHeard;

    Exchange(ActionContext context, KafkaStep step) {
        this.context = context;
        this.step = step;
        this.deadline = System.nanoTime() + step.timeout().toNanos();
    }

    /**
     * What was awaited and what was seen meanwhile.
     *
     * @param message empty when none came in time
     * @param read how many messages were looked at
     */
    record Awaited(Optional<Message> message, int read) {}

    /** Whether any broker has said anything. */
    boolean hasHeard() {
        return hasHeard;
    }

    /** Sends the record and waits until the cluster has it. */
    RecordMetadata produce(Errand errand) throws Exception {
        reach(errand);
        Thread waiting = Thread.currentThread();
        Gate gate = new Gate(context.targets(), waiting::interrupt);
        Producer<byte[], byte[]> producer = Clients.producer(step, gate);
        try {
            ProducerRecord<byte[], byte[]> sent =
                    new ProducerRecord<>(step.topic(), step.partition(), step.key(), step.value());
            step.headers().forEach((name, text) -> sent.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            return producer.send(sent).get(Math.max(1, left().toMillis()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            gate.check();
            throw refused.getCause() instanceof Exception cause ? cause : refused;
        } catch (InterruptedException | KafkaException ended) {
            gate.check();
            throw ended;
        } finally {
            hasHeard = gate.hasHeard();
            // Interrupted by the gate or by whoever gives up: closing does not wait then, and needs no more than that.
            boolean wasInterrupted = Thread.interrupted();
            producer.close(Duration.ZERO);
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Looks at the messages of the topic, those to come as well, until one is as the step wants it. */
    Awaited await(Errand errand) throws Exception {
        reach(errand);
        Waking waking = new Waking();
        Gate gate = new Gate(context.targets(), waking);
        Consumer<byte[], byte[]> consumer = Clients.consumer(step, gate);
        waking.consumer = consumer;
        try {
            errand.closing(waking::run);
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            beginnings(consumer, partitions).forEach(consumer::seek);
            context.log("waiting for a message on " + partitions.size() + " partitions");
            return look(consumer, gate);
        } catch (KafkaException ended) {
            gate.check();
            throw ended;
        } finally {
            hasHeard = gate.hasHeard();
            Thread.interrupted();
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private Awaited look(Consumer<byte[], byte[]> consumer, Gate gate) throws InterruptedException {
        long most = context.limits().downloadBytes();
        long bytes = 0;
        int read = 0;
        for (Duration left = left(); !left.isNegative() && !left.isZero(); left = left()) {
            for (ConsumerRecord<byte[], byte[]> one :
                    consumer.poll(left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS)) {
                Message message = Message.of(one);
                bytes += message.size();
                if (read == step.mostMessages()) {
                    throw new ActionBrokenException(
                            "Expected the message among the first " + step.mostMessages() + " of " + step.where()
                                    + ", the limit of the step, but it is not; more were not looked at.");
                }
                if (bytes > most) {
                    throw new ActionBrokenException("Expected to look at messages of at most " + most
                            + " bytes, the limit of a download, but there are more.");
                }
                read++;
                if (step.match().areMetBy(message.found())) {
                    return new Awaited(Optional.of(message), read);
                }
            }
            gate.check();
        }
        return new Awaited(Optional.empty(), read);
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        @Nullable List<PartitionInfo> known = consumer.partitionsFor(step.topic(), left());
        List<TopicPartition> partitions = known == null
                ? List.of()
                : known.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .filter(one -> step.partition() == null || step.partition() == one.partition())
                        .toList();
        if (partitions.isEmpty()) {
            throw new ActionBrokenException("Expected to find " + step.where()
                    + ", but there is no topic of this name"
                    + (step.partition() == null ? "" : " with this partition") + ".");
        }
        return partitions;
    }

    private Map<TopicPartition, Long> beginnings(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        if (step.fromBeginning()) {
            return consumer.beginningOffsets(partitions, left());
        }
        Map<TopicPartition, Long> beginnings = new HashMap<>(consumer.endOffsets(partitions, left()));
        if (!step.lookBack().isZero()) {
            long since = System.currentTimeMillis() - step.lookBack().toMillis();
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, since));
            consumer.offsetsForTimes(times, left()).forEach((partition, found) -> {
                @Nullable OffsetAndTimestamp first = found;
                if (first != null) {
                    beginnings.put(partition, first.offset());
                }
            });
        }
        return beginnings;
    }

    /** Says at once, and in words, that a server is unknown, refused, or not there: the client would try again until the time runs out. */
    private void reach(Errand errand) throws IOException {
        IOException last = new UnknownHostException();
        for (KafkaStep.Server server : step.servers()) {
            try {
                Target.judged(context, server.host(), server.port()).connect(address -> {
                    try (Socket socket = errand.closing(new Socket())) {
                        socket.connect(new InetSocketAddress(address, server.port()), CONNECTING_MILLIS);
                        return address;
                    }
                });
                return;
            } catch (IOException failed) {
                last = failed;
            }
        }
        throw last;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Ends the waiting of a consumer from another thread, or from its own inside a call. */
    private static final class Waking implements Runnable {

        private volatile @Nullable Consumer<byte[], byte[]> consumer;

        @Override
        public void run() {
            Consumer<byte[], byte[]> waiting = consumer;
            if (waiting != null) {
                waiting.wakeup();
            }
        }
    }
}
