package io.vigie.actions.kafka;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.TargetPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * Where a client's connections leave the worker. A cluster tells its clients where its brokers are, so that whoever runs one could send
 * them anywhere; here the target policy judges the very address that is dialled, whoever named it and whatever its name led to before.
 * One refusal ends the step.
 */
final class Gate {

    /** More than any answer to the few things that a step asks for; a broker could otherwise announce two gigabytes. */
    static final int MOST_ANSWER_BYTES = 64 * 1024 * 1024;

    private final TargetPolicy targets;
    private final Runnable onRefusal;
    private final AtomicReference<@Nullable ActionBrokenException> refusal = new AtomicReference<>();
    private volatile boolean hasHeard;

    /** @param onRefusal ends the waiting of the client; called by the thread that connects */
    Gate(TargetPolicy targets, Runnable onRefusal) {
        this.targets = targets;
        this.onRefusal = onRefusal;
    }

    /** Whether any broker was connected to. */
    boolean hasHeard() {
        return hasHeard;
    }

    /** @throws ActionBrokenException when an address was refused */
    void check() {
        ActionBrokenException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
    }

    Selector selector(ChannelBuilder channels, long idleMillis, LogContext log) {
        return new JudgingSelector(channels, idleMillis, log);
    }

    private void judge(InetSocketAddress address) throws IOException {
        String host = address.getHostString();
        var reason = targets.refusal(host, Objects.requireNonNull(address.getAddress()), address.getPort());
        if (reason.isPresent()) {
            refusal.compareAndSet(
                    null,
                    new ActionBrokenException("Expected to reach the broker \"" + host + ":" + address.getPort()
                            + "\", which the cluster names, but its address "
                            + address.getAddress().getHostAddress() + " may not be contacted: " + reason.get() + "."));
            onRefusal.run();
            throw new IOException("refused");
        }
    }

    private final class JudgingSelector extends Selector {

        JudgingSelector(ChannelBuilder channels, long idleMillis, LogContext log) {
            super(
                    MOST_ANSWER_BYTES,
                    idleMillis,
                    new Metrics(),
                    Time.SYSTEM,
                    "vigie",
                    Map.of(),
                    false,
                    false,
                    channels,
                    MemoryPool.NONE,
                    log);
        }

        @Override
        public void connect(String id, InetSocketAddress address, int sendBuffer, int receiveBuffer)
                throws IOException {
            judge(address);
            super.connect(id, address, sendBuffer, receiveBuffer);
        }

        @Override
        public void poll(long timeout) throws IOException {
            super.poll(timeout);
            hasHeard |= !completedReceives().isEmpty();
        }
    }
}
