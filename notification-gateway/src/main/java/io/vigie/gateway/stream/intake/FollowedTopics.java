package io.vigie.gateway.stream.intake;

import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.RunHistory.HistoryAway;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The two topics of runs as the broker has them now.
 *
 * @param epoch the identity that the broker gave run-events when it was created
 * @param partitions how many partitions each of the two has
 */
record FollowedTopics(String epoch, int partitions) {

    private static final long PATIENCE_SECONDS = 5;

    /** Asks the broker. @throws HistoryAway when it does not answer, or does not have them */
    static FollowedTopics of(Admin admin) throws InterruptedException {
        try {
            Map<String, TopicDescription> found = admin.describeTopics(
                            List.of(Topics.RUN_EVENTS.name(), Topics.TEST_LOGS.name()))
                    .allTopicNames()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            TopicDescription runs = found.get(Topics.RUN_EVENTS.name());
            TopicDescription logs = found.get(Topics.TEST_LOGS.name());
            if (runs == null
                    || logs == null
                    || runs.partitions().size() != logs.partitions().size()) {
                throw new IllegalStateException(
                        "Expected %s and %s to have the same number of partitions, but they do not."
                                .formatted(Topics.RUN_EVENTS, Topics.TEST_LOGS));
            }
            return new FollowedTopics(
                    runs.topicId().toString(), runs.partitions().size());
        } catch (ExecutionException | TimeoutException away) {
            throw new HistoryAway(away);
        }
    }

    /** Where the producers put a run's records: Kafka's own rule for keys. */
    int partition(RunId run) {
        return Utils.toPositive(Utils.murmur2(run.value().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    List<TopicPartition> all() {
        return IntStream.range(0, partitions)
                .boxed()
                .flatMap(partition -> Stream.of(at(Source.RUN, partition), at(Source.LOG, partition)))
                .toList();
    }

    static TopicPartition at(Source source, int partition) {
        return new TopicPartition(
                switch (source) {
                    case RUN -> Topics.RUN_EVENTS.name();
                    case LOG -> Topics.TEST_LOGS.name();
                },
                partition);
    }

    static Source source(String topic) {
        return topic.equals(Topics.RUN_EVENTS.name()) ? Source.RUN : Source.LOG;
    }
}
