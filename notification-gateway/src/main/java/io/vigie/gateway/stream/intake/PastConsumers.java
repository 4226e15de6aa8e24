package io.vigie.gateway.stream.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A bounded number of consumers that read the past, kept for whoever comes next: to make one costs more than most of what is read with it, and after
 * a gateway's start everybody comes at once. Who finds none free waits, in turn. Thread-safe; each consumer is one borrower's at a time.
 */
final class PastConsumers implements AutoCloseable {

    private final Consumers consumers;
    private final int maxWaitMillis;
    private final Semaphore places;
    private final ConcurrentLinkedDeque<KafkaConsumer<String, byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * @param most how many there are at a time
     * @param maxWaitMillis how long the broker waits for more at the end of a partition
     */
    PastConsumers(Consumers consumers, int most, int maxWaitMillis) {
        this.consumers = consumers;
        this.maxWaitMillis = maxWaitMillis;
        this.places = new Semaphore(most, true);
    }

    /**
     * @return one that nobody else has, with these partitions and no position in them
     * @throws KafkaException when the broker does not answer
     */
    Loan borrow(Collection<TopicPartition> partitions) throws InterruptedException {
        places.acquire();
        Loan loan = null;
        try {
            KafkaConsumer<String, byte[]> used = idle.pollFirst();
            loan = new Loan(used == null ? consumers.consumer("past", maxWaitMillis) : used);
            loan.consumer().assign(partitions);
            return loan;
        } catch (RuntimeException failed) {
            if (loan == null) {
                places.release();
            } else {
                loan.end();
            }
            throw failed;
        }
    }

    /** Closes those that nobody uses; the others are closed when they are given back. */
    @Override
    public void close() {
        closed = true;
        for (KafkaConsumer<String, byte[]> unused = idle.poll(); unused != null; unused = idle.poll()) {
            end(unused);
        }
    }

    private static void end(KafkaConsumer<String, byte[]> consumer) {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException gone) {
            // Nothing was committed, so nothing is lost.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A consumer for some time. Ended exactly once, in one way or the other. Used by one thread. */
    final class Loan {

        private final KafkaConsumer<String, byte[]> consumer;

        private Loan(KafkaConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        KafkaConsumer<String, byte[]> consumer() {
            return consumer;
        }

        /** Gives it back for the next one: what it was assigned, paused and sought is forgotten. */
        void giveBack() {
            try {
                consumer.unsubscribe();
            } catch (KafkaException | IllegalStateException unusable) {
                end();
                return;
            }
            if (closed) {
                end();
                return;
            }
            idle.addFirst(consumer);
            places.release();
            if (closed) {
                close();
            }
        }

        /** Closes it: nobody knows what state a failure left it in. */
        void end() {
            PastConsumers.end(consumer);
            places.release();
        }
    }
}
