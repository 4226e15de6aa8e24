package io.vigie.contracts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of Vigie, with what may happen to its records. Topics keyed by run id have the same number of partitions,
 * the queue of tasks excepted ({@link #partitions}).
 */
public final class Topics {

    /** The largest value that any message may have, in bytes. */
    public static final int MAX_MESSAGE_BYTES = 512 * 1024;

    public static final Topic LAUNCH_COMMANDS =
            new Topic("vigie.launch-commands.v1", "command id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic COMMAND_REPLIES =
            new Topic("vigie.command-replies.v1", "command id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic CAMPAIGN_EVENTS =
            new Topic("vigie.campaign-events.v1", "aggregate id; a launch: run id", Policy.KEEP, null);
    public static final Topic DEFINITIONS = new Topic("vigie.definitions.v1", "kind:id:version", Policy.COMPACT, null);
    public static final Topic ACTIONS = new Topic("vigie.actions.v1", "action type", Policy.COMPACT, null);
    public static final Topic TEST_TASKS =
            new Topic("vigie.test-tasks.v1", "run id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic WORKER_ORDERS =
            new Topic("vigie.worker-orders.v1", "run id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic SLICE_EXTENSIONS =
            new Topic("vigie.slice-extensions.v1", "run id", Policy.DELETE, Duration.ofDays(1));
    public static final Topic PERMIT_REQUESTS =
            new Topic("vigie.permit-requests.v1", "environment id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic PERMITS = new Topic("vigie.permits.v1", "run id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic ATTEMPT_EVENTS =
            new Topic("vigie.attempt-events.v1", "run id", Policy.DELETE, Duration.ofDays(7));
    public static final Topic RUN_EVENTS = new Topic("vigie.run-events.v1", "run id", Policy.KEEP, null);
    public static final Topic CHECKPOINTS = new Topic("vigie.checkpoints.v1", "the ledger's name", Policy.KEEP, null);

    /** What happened to runs in the words of CDEvents, for systems that know nothing of ours; none of them is a message of the catalogue. */
    public static final Topic CDEVENTS = new Topic("vigie.cdevents.v1", "run id", Policy.DELETE, Duration.ofDays(30));

    /** The newest settings of each webhook, with its sealed secrets: compaction forgets those of before. */
    public static final Topic WEBHOOKS = new Topic("vigie.webhooks.v1", "webhook id", Policy.COMPACT, null);

    public static final Topic TEST_LOGS = new Topic("vigie.test-logs.v1", "run id", Policy.DELETE, Duration.ofDays(30));

    private static final List<Topic> ALL = List.of(
            LAUNCH_COMMANDS,
            COMMAND_REPLIES,
            CAMPAIGN_EVENTS,
            DEFINITIONS,
            ACTIONS,
            TEST_TASKS,
            WORKER_ORDERS,
            SLICE_EXTENSIONS,
            PERMIT_REQUESTS,
            PERMITS,
            ATTEMPT_EVENTS,
            RUN_EVENTS,
            CHECKPOINTS,
            TEST_LOGS,
            CDEVENTS,
            WEBHOOKS);

    private Topics() {}

    public static List<Topic> all() {
        return ALL;
    }

    /**
     * How many partitions a topic has where topics keyed by run id have {@code usual}. The queue of tasks has one: a share group gives
     * each partition to a few of its members only while members are fewer than partitions, and all tasks of a run are in one partition,
     * so with several a worker could stay idle beside a run that waits. The order within the queue carries no meaning. The ledger has one
     * too: it is one chain.
     */
    public static int partitions(Topic topic, int usual) {
        return topic.equals(TEST_TASKS) || topic.equals(CHECKPOINTS) ? 1 : usual;
    }

    /** Where what could not be read goes, with its cause. Kept for thirty days. */
    public static Topic deadLetters(Topic of) {
        return deadLetters(of.name());
    }

    public static Topic deadLetters(String topic) {
        return new Topic(topic + ".dlq", "as its source", Policy.DELETE, Duration.ofDays(30));
    }

    /** @param key what records are keyed by; @param retention how long records are kept, absent when for ever */
    public record Topic(
            String name,
            String key,
            Policy policy,
            @Nullable Duration retention) {

        @Override
        public String toString() {
            return name;
        }
    }

    public enum Policy {
        /** Never deleted by the broker. */
        KEEP,
        /** Deleted when older than the retention. */
        DELETE,
        /** The newest record of each key is kept. */
        COMPACT
    }
}
