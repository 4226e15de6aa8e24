package io.vigie.actions.kafka;

import java.lang.reflect.Constructor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.clients.consumer.internals.ConsumerDelegateCreator;
import org.apache.kafka.clients.consumer.internals.ConsumerMetadata;
import org.apache.kafka.clients.consumer.internals.SubscriptionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.internals.ProducerInterceptors;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Makes Kafka's own clients around a network that passes a {@link Gate}. The library offers no setting for that: its parts are put
 * together here as its clients do it by themselves, and one constructor, which the library keeps for its own tests, is called by
 * reflection. Tests against a real broker notice when an update changes these parts.
 */
final class Clients {

    private static final long BACKOFF_MILLIS = 50;
    private static final long MOST_BACKOFF_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 60_000;
    private static final int FETCHED_BYTES = 4 * 1024 * 1024;

    private Clients() {}

    /** A producer of one record that the brokers confirm once; it tries again until the time runs out. */
    static Producer<byte[], byte[]> producer(KafkaStep step, Gate gate) {
        Map<String, Object> settings = common(step);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(step.timeout()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(step.timeout()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaStep.MOST_RECORD_BYTES + 64 * 1024);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        ProducerConfig config = new ProducerConfig(settings);
        ProducerMetadata metadata = new ProducerMetadata(
                BACKOFF_MILLIS,
                MOST_BACKOFF_MILLIS,
                config.getLong(ProducerConfig.METADATA_MAX_AGE_CONFIG),
                config.getLong(ProducerConfig.METADATA_MAX_IDLE_CONFIG),
                new LogContext(),
                new ClusterResourceListeners(),
                Time.SYSTEM);
        metadata.bootstrap(bootstrap(step));
        ApiVersions versions = new ApiVersions();
        NetworkClient network = network(config, metadata, versions, gate);
        try {
            Constructor<?> constructor = KafkaProducer.class.getDeclaredConstructor(
                    ProducerConfig.class,
                    Serializer.class,
                    Serializer.class,
                    ProducerMetadata.class,
                    KafkaClient.class,
                    ProducerInterceptors.class,
                    ApiVersions.class,
                    Time.class);
            constructor.setAccessible(true);
            @SuppressWarnings("unchecked")
            Producer<byte[], byte[]> producer = (Producer<byte[], byte[]>) constructor.newInstance(
                    config,
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    metadata,
                    network,
                    null,
                    versions,
                    Time.SYSTEM);
            return producer;
        } catch (ReflectiveOperationException changed) {
            network.close();
            throw new IllegalStateException("Expected Kafka's producer to take a network, but it does not.", changed);
        }
    }

    /** A consumer that belongs to no group and remembers nothing in the cluster. */
    static Consumer<byte[], byte[]> consumer(KafkaStep step, Gate gate) {
        Map<String, Object> settings = common(step);
        // Asked for by a part that is never used: no group is joined, no offset committed.
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "vigie-" + UUID.randomUUID());
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(step.timeout()));
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        ConsumerConfig config = new ConsumerConfig(settings);
        LogContext log = new LogContext();
        SubscriptionState subscriptions = new SubscriptionState(log, AutoOffsetResetStrategy.EARLIEST);
        ConsumerMetadata metadata = new ConsumerMetadata(config, subscriptions, log, new ClusterResourceListeners());
        metadata.bootstrap(bootstrap(step));
        Deserializer<byte[]> bytes = new ByteArrayDeserializer();
        return new ConsumerDelegateCreator()
                .create(
                        log,
                        Time.SYSTEM,
                        config,
                        bytes,
                        bytes,
                        network(config, metadata, new ApiVersions(), gate),
                        subscriptions,
                        metadata,
                        List.of());
    }

    private static NetworkClient network(AbstractConfig config, Metadata metadata, ApiVersions versions, Gate gate) {
        LogContext log = new LogContext();
        return new NetworkClient(
                gate.selector(ClientUtils.createChannelBuilder(config, Time.SYSTEM, log), IDLE_MILLIS, log),
                metadata,
                config.getString(CommonClientConfigs.CLIENT_ID_CONFIG),
                5,
                BACKOFF_MILLIS,
                MOST_BACKOFF_MILLIS,
                config.getInt(CommonClientConfigs.SEND_BUFFER_CONFIG),
                config.getInt(CommonClientConfigs.RECEIVE_BUFFER_CONFIG),
                config.getInt(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG),
                config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG),
                config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG),
                Time.SYSTEM,
                true,
                versions,
                log,
                MetadataRecoveryStrategy.NONE);
    }

    private static List<InetSocketAddress> bootstrap(KafkaStep step) {
        return step.servers().stream()
                .map(server -> InetSocketAddress.createUnresolved(server.host(), server.port()))
                .toList();
    }

    private static Map<String, Object> common(KafkaStep step) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                step.servers().stream().map(KafkaStep.Server::toString).toList());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "vigie-" + UUID.randomUUID());
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(step.timeout()));
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, step.protocol());
        step.trust().ifPresent(trust -> {
            settings.put("ssl.engine.factory.class", StepTls.class);
            settings.put(StepTls.TRUST, trust);
        });
        step.login().ifPresent(login -> {
            settings.put("sasl.mechanism", login.mechanism());
            settings.put("sasl.jaas.config", login.jaas());
        });
        return settings;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toMillis()));
    }
}
