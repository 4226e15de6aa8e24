package io.vigie.report.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought, as it came: a record that cannot be read must still be there to be kept as a dead letter. */
record RecordBatch(List<ConsumerRecord<String, byte[]>> records) {}
