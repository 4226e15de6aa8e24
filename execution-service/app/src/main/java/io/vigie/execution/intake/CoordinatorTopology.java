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
 * Launches and reports in; history, slices and dead letters out. All but the dead letters are keyed by run id and have the same number of
 * partitions, so that a run lives in one task. Keys and values are read as they are, which cannot fail: what they mean is the processor's matter.
 */
final class CoordinatorTopology {

    private static final String COORDINATOR = "coordinator";

    private CoordinatorTopology() {}

    /** @param leases gives each task leases of its own */
    static Topology build(
            RunDecider decider, Supplier<Leases> leases, Surroundings surroundings, CoordinatorMeters meters) {
        Deserializer<String> keys = Serdes.String().deserializer();
        Deserializer<byte[]> values = Serdes.ByteArray().deserializer();
        Topology topology = new Topology()
                .addSource("launches", keys, values, Topics.CAMPAIGN_EVENTS.name())
                .addSource("reports", keys, values, Topics.ATTEMPT_EVENTS.name())
                .addProcessor(
                        COORDINATOR,
                        new ProcessorSupplier<String, byte[], String, byte[]>() {
                            @Override
                            public Processor<String, byte[], String, byte[]> get() {
                                return new CoordinatorProcessor(decider, leases.get(), surroundings, meters);
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return CoordinatorStores.builders();
                            }
                        },
                        "launches",
                        "reports");
        sink(topology, Topics.RUN_EVENTS);
        sink(topology, Topics.TEST_TASKS);
        sink(topology, Topics.deadLetters(Topics.CAMPAIGN_EVENTS));
        sink(topology, Topics.deadLetters(Topics.ATTEMPT_EVENTS));
        return topology;
    }

    /** A sink's name is its topic's. */
    private static void sink(Topology topology, Topic topic) {
        Serializer<String> keys = Serdes.String().serializer();
        Serializer<byte[]> values = Serdes.ByteArray().serializer();
        topology.addSink(topic.name(), topic.name(), keys, values, COORDINATOR);
    }
}
