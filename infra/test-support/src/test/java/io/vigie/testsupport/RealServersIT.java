package io.vigie.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.postgres.Database;
import io.vigie.testsupport.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RealKafkaAndPostgres(topics = "asked-for", partitions = 3)
class RealServersIT {

    @Test
    void givesADatabaseThatIsEmptyAndOfVersion18(Database database) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet version = statement.executeQuery("SHOW server_version_num")) {
                assertThat(version.next()).isTrue();
                assertThat(version.getInt(1)).isBetween(180000, 189999);
            }
            try (ResultSet tables =
                    statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
                assertThat(tables.next()).isTrue();
                assertThat(tables.getInt(1)).isZero();
            }
        }
    }

    @Test
    void givesMoreDatabasesWhenAsked(PostgresServer server, Database own) {
        assertThat(List.of(server.newDatabase().name(), server.newDatabase().name(), own.name()))
                .doesNotHaveDuplicates();
    }

    @Test
    void standsWithTheTopicsThatTheClassAskedFor(KafkaBroker kafka) throws Exception {
        var described = kafka.admin()
                .describeTopics(Set.of("asked-for"))
                .allTopicNames()
                .get();

        assertThat(described.get("asked-for").partitions()).hasSize(3);
    }

    @Test
    void carriesATransaction(KafkaBroker kafka) {
        kafka.createTopics("transacted");
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("transactional.id", "one");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transacted", "aborted"));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transacted", "committed"));
            producer.commitTransaction();
        }

        Map<String, Object> reading = kafka.clientSettings();
        reading.put("group.id", "reader");
        reading.put("auto.offset.reset", "earliest");
        reading.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("transacted"));
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(20));
            assertThat(records).extracting(record -> record.value()).containsExactly("committed");
        }
    }

    @Test
    void servesAShareGroup(KafkaBroker kafka) {
        kafka.createTopics("queue");
        kafka.configureGroup("sharers", Map.of("share.auto.offset.reset", "earliest"));
        try (var producer =
                new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("queue", "task"));
        }

        Map<String, Object> sharing = kafka.clientSettings();
        sharing.put("group.id", "sharers");
        try (var sharer = new KafkaShareConsumer<>(sharing, new StringDeserializer(), new StringDeserializer())) {
            sharer.subscribe(List.of("queue"));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            ConsumerRecords<String, String> records = ConsumerRecords.empty();
            while (records.isEmpty() && System.nanoTime() < deadline) {
                records = sharer.poll(Duration.ofMillis(500));
            }
            assertThat(records).extracting(record -> record.value()).containsExactly("task");
        }
    }

    @Nested
    class NestedClasses {

        @Test
        void shareTheDatabaseOfTheClassAround(Database database) {
            assertThat(database)
                    .isEqualTo(RealServers.preparedFor(RealServersIT.class).database());
        }
    }
}
