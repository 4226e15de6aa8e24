package io.vigie.testsupport.kafka;

import io.vigie.contracts.Topics;
import io.vigie.contracts.Topics.Topic;
import io.vigie.testsupport.ServerKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A real Kafka broker for tests: one node, KRaft, transactions and share groups on, loopback only, no topic made by itself. Safe for use
 * by many threads. Its calls return when the broker has done the thing, or fail after 30 s.
 */
public final class KafkaBroker {

    private static final long PATIENCE_SECONDS = 30;

    private static final class Held {
        static final KafkaBroker SHARED = new KafkaBroker(
                ServerKind.chosen() == ServerKind.CONTAINERS ? ContainedBroker.start() : EmbeddedBroker.start());
    }

    private final String bootstrap;
    private final Admin admin;

    private KafkaBroker(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    /** The broker of this JVM, started at the first call. */
    public static KafkaBroker shared() {
        return Held.SHARED;
    }

    /** Bootstrap servers, as a client wants them: {@code host:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** An admin client of the broker's own; do not close it. */
    public Admin admin() {
        return admin;
    }

    /** Creates topics of one partition; those that exist stay as they are. */
    public void createTopics(String... names) {
        createTopics(1, Arrays.asList(names));
    }

    /** Creates topics; those that exist stay as they are. */
    public void createTopics(int partitions, Collection<String> names) {
        create(names.stream()
                .map(name -> new NewTopic(name, partitions, (short) 1))
                .toList());
    }

    /** Creates a topic with its settings, as {@code cleanup.policy} to {@code compact}; one that exists stays as it is. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        create(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)));
    }

    /** Creates every topic of {@link Topics} and its dead-letter topic, with their policies; those that exist stay as they are. */
    public void createVigieTopics(int partitions) {
        create(Topics.all().stream()
                .flatMap(topic -> Stream.of(topic, Topics.deadLetters(topic)))
                .map(topic -> new NewTopic(topic.name(), Topics.partitions(topic, partitions), (short) 1)
                        .configs(settingsOf(topic)))
                .toList());
    }

    private static Map<String, String> settingsOf(Topic topic) {
        Map<String, String> settings = new HashMap<>();
        if (topic.equals(Topics.ATTEMPT_EVENTS)) {
            settings.put("message.timestamp.type", "LogAppendTime");
        }
        switch (topic.policy()) {
            case KEEP -> settings.putAll(Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
            case COMPACT -> settings.put("cleanup.policy", "compact");
            case DELETE -> {
                Duration retention = topic.retention();
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", retention == null ? "-1" : Long.toString(retention.toMillis()));
            }
        }
        return settings;
    }

    private void create(Collection<NewTopic> topics) {
        admin.createTopics(topics).values().forEach((name, created) -> {
            try {
                done(created, "create the topic \"" + name + "\"");
            } catch (IllegalStateException refused) {
                if (!(refused.getCause() instanceof TopicExistsException)) {
                    throw refused;
                }
            }
        });
        awaitVisible(topics.stream().map(NewTopic::name).toList());
    }

    /**
     * The controller answers before the broker has read what it wrote. A client that asks in between is told that there is no such topic; and of a
     * producer that writes in between, a first batch may be refused and its second taken, after which the first is out of order for ever.
     */
    private void awaitVisible(Collection<String> names) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                Map<TopicPartition, OffsetSpec> partitions =
                        done(admin.describeTopics(names).allTopicNames(), "see the topics " + names).values().stream()
                                .flatMap(topic -> topic.partitions().stream()
                                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
                done(admin.listOffsets(partitions).all(), "be answered by the leaders of " + names);
                return;
            } catch (IllegalStateException notYet) {
                if (!(notYet.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Sets a group's settings, as {@code share.auto.offset.reset} to {@code earliest}. Groups need them before their first member joins. */
    public void configureGroup(String group, Map<String, String> settings) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        done(admin.incrementalAlterConfigs(Map.of(resource, changes)).all(), "configure the group \"" + group + "\"");
    }

    /** Deletes every topic, and with them what groups remembered of them. */
    public void forgetEverything() {
        Set<String> topics = done(admin.listTopics().names(), "list the topics");
        if (!topics.isEmpty()) {
            done(admin.deleteTopics(topics).all(), "delete the topics of the class before");
        }
    }

    /** What a client needs to connect, ready to be added to. */
    public Map<String, Object> clientSettings() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrap));
    }

    /** Waits until the broker answers. @throws IllegalStateException when it does not in time */
    static void awaitAnswer(String bootstrap, Duration patience) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200);
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw new IllegalStateException(
                    "Expected to reach Kafka at \"%s\" within %s, but it does not answer."
                            .formatted(bootstrap, patience),
                    silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Expected to wait for Kafka, but was interrupted.", interrupted);
        }
    }

    private static <T> T done(KafkaFuture<T> future, String intent) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new IllegalStateException(
                    "Expected to %s, but the broker refused.".formatted(intent), refused.getCause());
        } catch (TimeoutException silent) {
            throw new IllegalStateException(
                    "Expected to %s, but the broker did not answer in %d s.".formatted(intent, PATIENCE_SECONDS),
                    silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Expected to %s, but was interrupted.".formatted(intent), interrupted);
        }
    }
}
