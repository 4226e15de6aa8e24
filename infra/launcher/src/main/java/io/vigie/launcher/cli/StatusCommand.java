package io.vigie.launcher.cli;

import io.vigie.launcher.VigieSystem;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationLock;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemState.Phase;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "status",
        description = "Tells how every process is. Ends with 0 when everything is ready, with 3 when not.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(
            names = "--json",
            description = "Prints {\"url\",\"ready\",\"processes\":[{\"name\",\"pid\",\"port\",\"state\"}]}.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() {
        Installation installation = data.installation();
        StatusReport report = reportOn(installation);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(report));
        } else {
            out.println(report.ready() ? "Vigie is ready: " + report.url() : "Vigie is not ready.");
            for (StatusReport.Line line : report.processes()) {
                out.printf(
                        "  %-22s %-11s pid %-8s port %s%n",
                        line.name(),
                        line.state(),
                        line.pid() == null ? "-" : line.pid().toString(),
                        line.port() == null ? "-" : line.port().toString());
            }
        }
        out.flush();
        return report.ready() ? 0 : VigieCommand.NOT_READY;
    }

    private static StatusReport reportOn(Installation installation) {
        Optional<SystemState> state = new SystemStateFile(installation).read();
        if (state.isPresent()
                && state.get().phase() != Phase.DOWN
                && InstallationLock.isHeld(installation)
                && state.get().supervisor().find().isPresent()) {
            return StatusReport.of(state.get());
        }
        Optional<InstallationRecord> record = new InstallationRecords(installation).find();
        int port = record.map(InstallationRecord::publicPort).orElse(InstallationRecord.DEFAULT_PUBLIC_PORT);
        return StatusReport.unwatched(
                "http://127.0.0.1:" + port,
                VigieSystem.programs(
                        record.map(InstallationRecord::workerProcesses).orElse(1)),
                record.map(InstallationRecord::ports).orElse(Map.of()),
                state.orElse(null));
    }
}
