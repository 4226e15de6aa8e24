package io.vigie.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.launcher.VigieSystem;
import io.vigie.launcher.supervision.ProcessIdentity;
import io.vigie.launcher.supervision.ProgramState;
import io.vigie.launcher.supervision.ProgramState.State;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemState.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StatusReportTests {

    private static final ProcessIdentity ANY_PROCESS = new ProcessIdentity(12, 1000);

    @Test
    void isReadyWhenEverythingRuns() {
        SystemState state = up(new ProgramState("kafka", ANY_PROCESS, 9092, State.RUNNING, 0, 2.5));

        assertThat(JsonMapper.shared().writeValueAsString(StatusReport.of(state)))
                .isEqualTo("{\"url\":\"http://127.0.0.1:8080\",\"ready\":true,\"processes\":"
                        + "[{\"name\":\"kafka\",\"pid\":12,\"port\":9092,\"state\":\"running\"}]}");
    }

    @Test
    void isNotReadyWhileAProgramIsStartedAgain() {
        SystemState state = up(
                new ProgramState("postgres", ANY_PROCESS, 5432, State.RUNNING, 0, 2.5),
                new ProgramState("kafka", null, 9092, State.RESTARTING, 1, 0));

        StatusReport report = StatusReport.of(state);

        assertThat(report.ready()).isFalse();
        assertThat(report.processes().getLast()).isEqualTo(new StatusReport.Line("kafka", null, 9092, "restarting"));
    }

    @Test
    void namesEveryProgramWhenNothingRuns() {
        StatusReport report =
                StatusReport.unwatched("http://127.0.0.1:8080", VigieSystem.programs(3), Map.of("kafka", 4001), null);

        assertThat(report.ready()).isFalse();
        assertThat(report.processes())
                .extracting(StatusReport.Line::name)
                .containsExactly(
                        "postgres",
                        "kafka",
                        "campaign-service",
                        "execution-service",
                        "worker-2",
                        "worker-3",
                        "report-service",
                        "notification-gateway");
        assertThat(report.processes())
                .allMatch(line -> line.pid() == null && line.state().equals("stopped"));
        assertThat(report.processes().get(1).port()).isEqualTo(4001);
    }

    private static SystemState up(ProgramState... programs) {
        return new SystemState(ANY_PROCESS, Phase.UP, "http://127.0.0.1:8080", null, List.of(programs));
    }
}
