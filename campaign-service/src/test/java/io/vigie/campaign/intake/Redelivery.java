package io.vigie.campaign.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.ApplicationContext;

/** Hands events of runs over a second time, as Kafka does when a consumer died before it could say how far it was. */
public final class Redelivery {

    private Redelivery() {}

    public static void of(List<ConsumerRecord<String, byte[]>> records, ApplicationContext service) {
        service.getBean(RunEventsIntake.class)
                .take(records.stream().map(Redelivery::plain).toList());
    }

    private static ConsumerRecord<byte[], byte[]> plain(ConsumerRecord<String, byte[]> record) {
        var plain = new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key().getBytes(StandardCharsets.UTF_8),
                record.value());
        record.headers().forEach(plain.headers()::add);
        return plain;
    }
}
