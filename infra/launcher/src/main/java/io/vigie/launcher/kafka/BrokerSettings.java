package io.vigie.launcher.kafka;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of a broker that stands alone on one machine.
 *
 * @param port where clients reach it
 * @param controllerPort where it reaches itself as controller
 * @param data where it keeps its log
 */
record BrokerSettings(int port, int controllerPort, Path data) {

    String asProperties() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("log.dirs", data.toString());
        // A misspelt topic is an error, not a new topic.
        settings.put("auto.create.topics.enable", "false");
        // One node: nothing can be replicated, and fifty partitions of bookkeeping would only cost files and memory.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "4");
        }
        settings.put("transaction.state.log.min.isr", "1");
        // The coordinator commits every few milliseconds, and a transaction may have to wait for the markers of the one
        // before, in
        // steps of this: the default of 20 ms is longer than a whole commit should take.
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        // A member that dies is missed within seconds. The defaults would let it hold its work for 45 s.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "2000");
        for (String family : new String[] {"consumer", "share", "streams"}) {
            settings.put("group." + family + ".min.session.timeout.ms", "2000");
            settings.put("group." + family + ".session.timeout.ms", "6000");
            settings.put("group." + family + ".min.heartbeat.interval.ms", "500");
            settings.put("group." + family + ".heartbeat.interval.ms", "1000");
        }
        // Two cores and a small heap.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("log.segment.bytes", "134217728");
        // A broker that was killed reads its logs again before it serves.
        settings.put("num.recovery.threads.per.data.dir", "2");
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
