package io.vigie.execution.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.Topics.Topic;
import io.vigie.execution.coordinating.Leases;
import io.vigie.execution.coordinating.RunDecider;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Two parts that speak to each other through topics only. Runs: launches, reports and answers about permits in; history, slices and
 * what is added to them, orders and requests for permits out; all that goes in is keyed by run id and has the same number of partitions, so that a run lives in one task.
 * Environments: requests in, answers out; keyed by environment id, so that all runs of one environment meet in one task.
 * Keys and values are read as they are, which cannot fail: what they mean is the processors' matter.
 */
final class CoordinatorTopology {

    private static final String RUNS = "coordinator";
    private static final String ENVIRONMENTS = "permits";

    private CoordinatorTopology() {}

    /** @param leases gives each task leases of its own */
    static Topology build(
            RunDecider decider, Supplier<Leases> leases, Surroundings surroundings, CoordinatorMeters meters) {
        Deserializer<String> keys = Serdes.String().deserializer();
        Deserializer<byte[]> values = Serdes.ByteArray().deserializer();
        Topology topology = new Topology()
                .addSource("launches", keys, values, Topics.CAMPAIGN_EVENTS.name())
                .addSource("reports", keys, values, Topics.ATTEMPT_EVENTS.name())
                .addSource("answers", keys, values, Topics.PERMITS.name())
                .addProcessor(
                        RUNS,
                        new Part(
                                () -> new CoordinatorProcessor(decider, leases.get(), surroundings, meters),
                                CoordinatorStores::builders),
                        "launches",
                        "reports",
                        "answers")
                .addSource("requests", keys, values, Topics.PERMIT_REQUESTS.name())
                .addProcessor(
                        ENVIRONMENTS,
                        new Part(() -> new CoordinatorPermits(meters), CoordinatorPermits::stores),
                        "requests");
        sink(topology, Topics.RUN_EVENTS, RUNS);
        sink(topology, Topics.TEST_TASKS, RUNS);
        sink(topology, Topics.WORKER_ORDERS, RUNS);
        sink(topology, Topics.SLICE_EXTENSIONS, RUNS);
        sink(topology, Topics.PERMIT_REQUESTS, RUNS);
        sink(topology, Topics.deadLetters(Topics.CAMPAIGN_EVENTS), RUNS);
        sink(topology, Topics.deadLetters(Topics.ATTEMPT_EVENTS), RUNS);
        sink(topology, Topics.deadLetters(Topics.PERMITS), RUNS);
        sink(topology, Topics.PERMITS, ENVIRONMENTS);
        sink(topology, Topics.deadLetters(Topics.PERMIT_REQUESTS), ENVIRONMENTS);
        return topology;
    }

    /** A sink's name is its topic's. */
    private static void sink(Topology topology, Topic topic, String processor) {
        Serializer<String> keys = Serdes.String().serializer();
        Serializer<byte[]> values = Serdes.ByteArray().serializer();
        topology.addSink(topic.name(), topic.name(), keys, values, processor);
    }

    private record Part(
            Supplier<Processor<String, byte[], String, byte[]>> processor, Supplier<Set<StoreBuilder<?>>> state)
            implements ProcessorSupplier<String, byte[], String, byte[]> {

        @Override
        public Processor<String, byte[], String, byte[]> get() {
            return processor.get();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return state.get();
        }
    }
}
