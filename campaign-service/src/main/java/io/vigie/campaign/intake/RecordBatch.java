package io.vigie.campaign.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought, as it came: most of it is passed over by a look at its headers. */
record RecordBatch(List<ConsumerRecord<byte[], byte[]>> records) {}
