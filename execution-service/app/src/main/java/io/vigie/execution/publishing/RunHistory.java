package io.vigie.execution.publishing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.RunId;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.permit.PermitMessage.PermitAsked;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.Order;
import io.vigie.contracts.task.TaskMessage.RunHalted;
import io.vigie.contracts.task.TaskMessage.RunStopped;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceRevoked;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.execution.coordinating.RunDecider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Turns what one input led to into records: run events numbered and chained after the history's end, slices as they are. Building changes
 * nothing; the caller sends the records and keeps {@link #end()} in one transaction, or neither. Not thread-safe.
 */
public final class RunHistory {

    /** What the coordinator calls itself as a source and, where nobody else decided, as an actor. */
    public static final String SOURCE = RunDecider.NAME;

    private final Cause cause;
    private final Instant now;
    private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    private HistoryEnd end;

    public RunHistory(HistoryEnd end, Cause cause, Instant now) {
        this.end = end;
        this.cause = cause;
        this.now = now;
    }

    /** @throws IllegalArgumentException when the event is larger than any message may be */
    public void append(RunEvent event) {
        long sequence = end.sequence() + 1;
        Envelope<RunEvent> linked =
                HashChain.link(envelope(event, event.runId().value(), sequence), sequence, end.hash());
        Link link = linked.link();
        if (link == null) {
            throw new IllegalStateException("Expected a linked event to have its link.");
        }
        records.add(KafkaMessages.record(event.runId().value(), linked));
        end = new HistoryEnd(link.sequence(), link.hash());
    }

    /** A repeated dispatch of a slice has the same id. */
    public void append(SliceDispatched slice) {
        String run = slice.runId().value();
        records.add(KafkaMessages.record(run, envelope(slice, run, run + "/slice/" + slice.slice())));
    }

    /** A slice that is extended again ends with another test. */
    public void append(SliceExtended extension) {
        String run = extension.runId().value();
        String id = run + "/slice/" + extension.slice() + "/after/" + extension.afterTest();
        records.add(KafkaMessages.record(run, envelope(extension, run, id)));
    }

    /** A run is stopped for one reason after another at most, halted once, and a slice revoked from a worker once: a repeated order has the same id. */
    public void append(Order order) {
        switch (order) {
            case RunStopped stopped -> append(stopped, stopped.runId(), "/stopped/" + stopped.reason());
            case RunHalted halted -> append(halted, halted.runId(), "/halted");
            case SliceRevoked revoked ->
                append(revoked, revoked.runId(), "/slice/" + revoked.slice() + "/revoked/" + revoked.workerId());
        }
    }

    private void append(Order order, RunId runId, String what) {
        String run = runId.value();
        records.add(KafkaMessages.record(run, envelope(order, run, run + what)));
    }

    /** Keyed by the environment, which is asked for a permit or gets one back. */
    public void append(PermitMessage request) {
        switch (request) {
            case PermitAsked asked -> append(asked, asked.runId(), asked.environmentId(), asked.slice(), "asked");
            case PermitReleased released ->
                append(released, released.runId(), released.environmentId(), released.slice(), "released");
            default ->
                throw new IllegalArgumentException("Expected to ask for a permit, but found \"%s\"."
                        .formatted(request.getClass().getSimpleName()));
        }
    }

    private void append(PermitMessage request, RunId runId, EnvironmentId environmentId, long slice, String what) {
        String run = runId.value();
        records.add(KafkaMessages.record(
                environmentId.value(), envelope(request, run, run + "/slice/" + slice + "/" + what)));
    }

    private <M extends Message> Envelope<M> envelope(M message, String run, long sequence) {
        return envelope(message, run, run + "/" + sequence);
    }

    private <M extends Message> Envelope<M> envelope(M message, String run, String id) {
        return new Envelope<>(
                id,
                SOURCE,
                now,
                run,
                message,
                cause.correlationId(),
                cause.causationId(),
                cause.actor(),
                cause.traceParent(),
                null);
    }

    /** In the order in which they were appended. */
    public List<ProducerRecord<String, byte[]>> records() {
        return records;
    }

    /** The history's end once the records are sent. */
    public HistoryEnd end() {
        return end;
    }
}
