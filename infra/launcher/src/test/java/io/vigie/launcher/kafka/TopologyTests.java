package io.vigie.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Topics;
import org.junit.jupiter.api.Test;

class TopologyTests {

    @Test
    void keepsHistoryForEver() {
        assertThat(Topology.settingsOf(Topics.RUN_EVENTS))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
    }

    @Test
    void tellsEveryTopicOfTheContractsItsSettings() {
        assertThat(Topics.all())
                .isNotEmpty()
                .allSatisfy(topic ->
                        assertThat(Topology.settingsOf(topic)).containsKeys("cleanup.policy", "max.message.bytes"));
    }

    @Test
    void keepsTasksForAWeek() {
        assertThat(Topology.settingsOf(Topics.TEST_TASKS)).containsEntry("retention.ms", "604800000");
    }

    @Test
    void keepsTheNewestDefinitionOfEachKey() {
        assertThat(Topology.settingsOf(Topics.DEFINITIONS)).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void timesReportsOfWorkersByTheBrokersClockAlone() {
        assertThat(Topology.settingsOf(Topics.ATTEMPT_EVENTS)).containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(Topology.settingsOf(Topics.RUN_EVENTS)).doesNotContainKey("message.timestamp.type");
    }
}
