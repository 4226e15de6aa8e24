package io.vigie.execution.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.execution.coordinating.Leases;
import io.vigie.execution.coordinating.RunDecider;
import io.vigie.execution.roles.InRole;
import io.vigie.execution.roles.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The coordinator: a pure decider, the topology around it, what watches the broker for it, and the lifecycle of all. */
@Configuration(proxyBeanMethods = false)
@InRole(Role.COORDINATOR)
@ConditionalOnProperty(name = "vigie.coordinator.enabled", matchIfMissing = true)
class CoordinatorConfiguration {

    @Bean
    BrokerWatch brokerWatch(@Value("${vigie.kafka}") String bootstrap) {
        return new BrokerWatch(bootstrap, TaskIntake.GROUP, Clock.systemUTC());
    }

    @Bean
    CoordinatorStreams coordinatorStreams(
            CoordinatorSettings settings,
            BrokerWatch brokerWatch,
            MeterRegistry meters,
            @Value("${vigie.kafka}") String bootstrap,
            @Value("${vigie.data}") Path data)
            throws IOException {
        var topology = CoordinatorTopology.build(
                new RunDecider(settings.limits()),
                () -> new Leases(settings.lease(), settings.unacceptedSlice(), settings.workersBusy()),
                brokerWatch,
                new CoordinatorMeters(meters));
        return new CoordinatorStreams(topology, streams(settings, bootstrap, data));
    }

    static Properties streams(CoordinatorSettings settings, String bootstrap, Path data) throws IOException {
        Path directory = data.toAbsolutePath().resolve("coordinator");
        Files.createDirectories(directory);
        Properties streams = new Properties();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        streams.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        streams.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // A thread that waits for records commits nothing meanwhile: let it wait no longer than a commit may.
        streams.put(StreamsConfig.POLL_MS_CONFIG, settings.commitInterval().toMillis());
        streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        streams.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 16L * 1024 * 1024);
        streams.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStoreOnDisk.class);
        streams.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // A coordinator that comes back under the same name within the session takes its partitions up where it left
        // them.
        streams.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                instanceId(settings, directory));
        streams.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        streams.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        streams.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 * 1024);
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // The skips of one step or the plan's largest chunk take tens of milliseconds; a machine that stalls may take
        // seconds.
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 20_000);
        return streams;
    }

    private static String instanceId(CoordinatorSettings settings, Path directory) throws IOException {
        String given = settings.instanceId();
        if (given != null && !given.isBlank()) {
            return given;
        }
        Path kept = directory.resolve("instance-id");
        if (!Files.exists(kept)) {
            Files.writeString(kept, "coordinator-" + UUID.randomUUID());
        }
        return Files.readString(kept).strip();
    }
}
