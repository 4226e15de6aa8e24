package io.vigie.gateway.stream.intake;

import io.vigie.contracts.Message;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.CampaignFileAdded;
import io.vigie.contracts.campaign.CampaignEvent.CampaignFileRemoved;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.gateway.stream.CampaignRooms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what happens to campaigns from now on, on one thread and in no group: each gateway hears everything, and nothing that happened before it
 * listened. Goes on by itself when Kafka goes away and comes back; what happened meanwhile is not told, as a page that comes back reads its list anew.
 */
final class CampaignTail extends Tail {

    private static final Logger log = LoggerFactory.getLogger(CampaignTail.class);
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final String TYPE = "ce_type";

    /** Looked at before a record is decoded: plans of large runs stand on the same topic. */
    private static final Set<String> OF_INTEREST =
            Set.of(wireName(CampaignFileAdded.class), wireName(CampaignFileRemoved.class));

    private final Consumers consumers;
    private final CampaignRooms rooms;
    private boolean troubled;

    CampaignTail(Consumers consumers, CampaignRooms rooms) {
        super("campaign-tail");
        this.consumers = consumers;
        this.rooms = rooms;
    }

    private static String wireName(Class<? extends Message> type) {
        return MessageCatalog.entryOf(type).wireName();
    }

    @Override
    void run() {
        while (!stopped()) {
            try {
                follow();
            } catch (WakeupException | InterruptException stopping) {
                Thread.interrupted();
            } catch (KafkaException failed) {
                if (!troubled) {
                    log.warn(
                            "Expected to follow campaigns, but: {}; trying again until it works.", failed.getMessage());
                }
                troubled = true;
                pause(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> consumer = consumers.consumer("campaigns", (int) QUIET.toMillis())) {
            polls(consumer);
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.CAMPAIGN_EVENTS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new KafkaException("Expected " + Topics.CAMPAIGN_EVENTS + ", but there is no such topic");
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            troubled = false;
            while (!stopped()) {
                consumer.poll(QUIET).forEach(this::tell);
            }
        } finally {
            polls(null);
        }
    }

    private void tell(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader(TYPE);
        if (type == null || !OF_INTEREST.contains(new String(type.value(), StandardCharsets.UTF_8))) {
            return;
        }
        try {
            switch (KafkaMessages.read(record).message()) {
                case CampaignFileAdded added -> rooms.filesUpdated(added.campaignId());
                case CampaignFileRemoved removed -> rooms.filesUpdated(removed.campaignId());
                default -> {
                    // Its type says otherwise: nothing of interest.
                }
            }
        } catch (UnreadableMessage | IllegalArgumentException unreadable) {
            log.warn(
                    "Expected to read {}/{}/{}, but passed over it: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
        }
    }
}
