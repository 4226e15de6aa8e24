package io.vigie.launcher.kafka;

import io.vigie.contracts.Topics;
import io.vigie.contracts.Topics.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Vigie's topics and groups on a broker: creates what is missing and sets what has another value. */
final class Topology {

    /** Topics keyed by run id are read together, so all have the same number of partitions. */
    private static final int PARTITIONS = 4;

    /** The group of the workers, who share the tasks. */
    private static final String WORKERS = "vigie-workers";

    private static final long PATIENCE_SECONDS = 30;

    private final String bootstrap;

    Topology(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    void establish() throws IOException, InterruptedException {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "vigie-launcher");
        List<Topic> topics = Topics.all().stream()
                .flatMap(topic -> Stream.of(topic, Topics.deadLetters(topic)))
                .toList();
        try (Admin admin = Admin.create(client)) {
            create(admin, topics);
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            for (Topic topic : topics) {
                changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), settings(settingsOf(topic)));
            }
            changes.put(
                    new ConfigResource(ConfigResource.Type.GROUP, WORKERS),
                    settings(Map.of(
                            // A task that was queued before the first worker came must not be skipped.
                            "share.auto.offset.reset", "earliest",
                            // A task of a transaction that was given up never was.
                            "share.isolation.level", "read_committed")));
            done(admin.incrementalAlterConfigs(changes).all());
            awaitLeaders(admin, topics);
        } catch (ExecutionException refused) {
            throw new IOException("its topics could not be made: " + refused.getMessage());
        } catch (TimeoutException silent) {
            throw new IOException("it did not make its topics within %d s".formatted(PATIENCE_SECONDS));
        }
    }

    private static void create(Admin admin, List<Topic> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<NewTopic> wanted = topics.stream()
                .map(topic -> new NewTopic(topic.name(), Topics.partitions(topic, PARTITIONS), (short) 1)
                        .configs(settingsOf(topic)))
                .toList();
        for (KafkaFuture<Void> created : admin.createTopics(wanted).values().values()) {
            try {
                done(created);
            } catch (ExecutionException refused) {
                if (!(refused.getCause() instanceof TopicExistsException)) {
                    throw refused;
                }
            }
        }
    }

    /**
     * The controller answers before the broker leads what was made. Of a producer that writes in between, a first batch may be refused and its
     * second taken, after which the first is out of order for ever.
     */
    private static void awaitLeaders(Admin admin, List<Topic> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = topics.stream()
                .flatMap(topic -> IntStream.range(0, Topics.partitions(topic, PARTITIONS))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        done(admin.listOffsets(ends).all());
    }

    /** What the broker is told of a topic's policy. */
    static Map<String, String> settingsOf(Topic topic) {
        Map<String, String> settings = new HashMap<>();
        settings.put("max.message.bytes", Integer.toString(2 * Topics.MAX_MESSAGE_BYTES));
        if (topic.equals(Topics.ATTEMPT_EVENTS)) {
            // The coordinator sees by it that it reads a backlog, so it must not be the clock of a worker's machine.
            settings.put("message.timestamp.type", "LogAppendTime");
        }
        switch (topic.policy()) {
            case KEEP -> {
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", "-1");
                settings.put("retention.bytes", "-1");
            }
            case COMPACT -> settings.put("cleanup.policy", "compact");
            case DELETE -> {
                settings.put("cleanup.policy", "delete");
                Duration retention = topic.retention();
                settings.put("retention.ms", retention == null ? "-1" : Long.toString(retention.toMillis()));
            }
        }
        return settings;
    }

    private static List<AlterConfigOp> settings(Map<String, String> values) {
        List<AlterConfigOp> changes = new ArrayList<>();
        values.forEach((name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        return changes;
    }

    private static void done(KafkaFuture<?> future) throws ExecutionException, InterruptedException, TimeoutException {
        future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
