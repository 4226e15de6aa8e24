package io.vigie.testsupport.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that make one broker quick to answer tests, whoever runs it. */
final class BrokerSettings {

    private BrokerSettings() {}

    static Map<String, String> forTests() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("auto.create.topics.enable", "false");
        // One node: whatever is replicated by default cannot be.
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        // Nobody waits for members that a test does not have.
        settings.put("group.initial.rebalance.delay.ms", "0");
        // The defaults let a lost member hold its group for 45 s; a test of a lost member cannot wait so long.
        settings.put("group.min.session.timeout.ms", "1000");
        for (String family : new String[] {"consumer", "share", "streams"}) {
            settings.put("group." + family + ".min.session.timeout.ms", "1000");
            settings.put("group." + family + ".session.timeout.ms", "6000");
            settings.put("group." + family + ".min.heartbeat.interval.ms", "100");
            settings.put("group." + family + ".heartbeat.interval.ms", "500");
        }
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        return settings;
    }
}
