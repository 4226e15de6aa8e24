package io.vigie.gateway.stream.intake;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event of the JVM's flight recorder: one record of a followed topic came here. Off, and then free of cost, unless a recording asks for it. By it one
 * can tell which part of an event's way to a browser is the gateway's.
 */
@Name("io.vigie.gateway.RecordRead")
@Label("Record read")
@Description("A record of a followed topic came out of a poll")
@Category({"Vigie", "Live"})
@Enabled(false)
@StackTrace(false)
final class RecordRead extends Event {

    @Label("Topic")
    String topic = "";

    @Label("Partition")
    int partition;

    @Label("Offset")
    long offset;

    @Label("Read at, in microseconds since 1970")
    long readMicros;

    /** Tells of a record, if anybody listens. */
    static void tell(ConsumerRecord<?, ?> record, long readMicros) {
        RecordRead event = new RecordRead();
        if (event.shouldCommit()) {
            event.topic = record.topic();
            event.partition = record.partition();
            event.offset = record.offset();
            event.readMicros = readMicros;
            event.commit();
        }
    }
}
