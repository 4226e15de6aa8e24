package io.vigie.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vigie.launcher.supervision.ProgramState.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorIT {

    @TempDir
    Path folder;

    final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<SystemState> states = new ConcurrentLinkedQueue<>();
    Supervisor supervisor;

    @AfterEach
    void leaveNothingBehind() {
        supervisor.stop();
    }

    @Test
    void startsStageByStageAndStopsEverything() throws Exception {
        Toy base = new Toy("base", freePort());
        Toy house = new Toy("house", freePort());
        supervise(List.of(List.of(base), List.of(house)));

        supervisor.start();
        supervisor.declareUp();

        assertThat(supervisor.state().ready()).isTrue();
        assertThat(states.stream()
                        .filter(state -> state.programs().get(1).state() == State.STARTING)
                        .findFirst()
                        .orElseThrow()
                        .programs()
                        .getFirst()
                        .state())
                .isEqualTo(State.RUNNING);

        List<ProcessHandle> processes = processes();
        supervisor.stop();

        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(supervisor.state().phase()).isEqualTo(SystemState.Phase.DOWN);
        assertThat(supervisor.state().programs()).allMatch(program -> program.state() == State.STOPPED);
    }

    @Test
    void startsAKilledProgramAgain() throws Exception {
        Toy toy = new Toy("toy", freePort());
        supervise(List.of(List.of(toy)));
        supervisor.start();
        supervisor.declareUp();
        ProcessHandle first = processes().getFirst();

        first.destroyForcibly();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            ProgramState now = supervisor.state().programs().getFirst();
            assertThat(now.restarts()).isEqualTo(1);
            assertThat(now.state()).isEqualTo(State.RUNNING);
        });
        assertThat(processes().getFirst().pid()).isNotEqualTo(first.pid());
        assertThat(said).anyMatch(sentence -> sentence.startsWith("toy was killed by signal 9; starting it again"));
        assertThat(toy.servings).isEqualTo(2);
    }

    @Test
    void givesAProgramThatStartsTooSlowlyMoreTimeWithEachStart() throws Exception {
        Toy toy = new Toy("slow", freePort());
        toy.startsWithin = Duration.ofMillis(250);
        toy.startTakes = Duration.ZERO;
        supervise(List.of(List.of(toy)));
        supervisor.start();

        toy.startTakes = Duration.ofSeconds(1);
        processes().getFirst().destroyForcibly();

        await().atMost(Duration.ofSeconds(60)).until(() -> said.stream().anyMatch(it -> it.startsWith("slow is back")));
        assertThat(said).anyMatch(sentence -> sentence.startsWith("slow did not serve within"));
    }

    @Test
    void startsAProgramAgainThatItCouldNotPrepareOrWriteAbout() throws Exception {
        Toy toy = new Toy("toy", freePort());
        supervisor = new Supervisor(List.of(List.of(toy)), "http://127.0.0.1:1", said::add, state -> {
            if (toy.diskIsFull) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
        });
        supervisor.start();
        ProcessHandle first = processes().getFirst();
        toy.diskIsFull = true;

        first.destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> said.stream().anyMatch(sentence -> sentence.startsWith("toy could not be kept")));
        toy.diskIsFull = false;

        await().atMost(Duration.ofSeconds(20))
                .until(() -> supervisor.state().programs().getFirst().state() == State.RUNNING);
        assertThat(said).anyMatch(sentence -> sentence.contains("could not be written down"));
    }

    @Test
    void givesUpAProgramThatNeverServes() {
        supervise(List.of(List.of(new Toy("hopeless", 0)), List.of(new Toy("never-begun", 1))));

        assertThatThrownBy(supervisor::start).hasMessage("hopeless ended with code 7.");
        assertThat(supervisor.state().programs().get(1).state()).isEqualTo(State.WAITING);
        assertThat(folder.resolve("hopeless.log")).content().contains("No reason to live.");
    }

    @Test
    void endsWhatAnEarlierSupervisorLeft() throws Exception {
        supervise(List.of(List.of(new Toy("orphan", freePort()))));
        supervisor.start();
        SystemState known = supervisor.state();
        ProcessHandle orphan = processes().getFirst();

        supervisor.declareFailed("this supervisor forgets its child");
        int ended = Leftovers.end(known);

        assertThat(ended).isEqualTo(1);
        assertThat(orphan.isAlive()).isFalse();
    }

    private void supervise(List<List<Program>> stages) {
        supervisor = new Supervisor(stages, "http://127.0.0.1:1", said::add, states::add);
    }

    private List<ProcessHandle> processes() {
        return supervisor.state().programs().stream()
                .map(ProgramState::identity)
                .flatMap(identity -> identity.find().stream())
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A toy server; with port 0 one that dies at once. */
    private final class Toy implements Program {

        private final String name;
        private final int port;
        private volatile int servings;
        private volatile boolean diskIsFull;
        private volatile Duration startsWithin = Duration.ofSeconds(120);

        /** How long after its start it is said to serve; null when it is asked. */
        private volatile @Nullable Duration startTakes;

        private volatile long preparedAt;

        Toy(String name, int port) {
            this.name = name;
            this.port = port;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public Path log() {
            return folder.resolve(name + ".log");
        }

        @Override
        public Start prepare() {
            if (diskIsFull) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            preparedAt = System.nanoTime();
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return new Start(
                    List.of(
                            java,
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            ToyServer.class.getName(),
                            port == 0 ? "dies" : Integer.toString(port)),
                    Map.of("JAVA_TOOL_OPTIONS", ""),
                    folder);
        }

        @Override
        public Duration startsWithin() {
            return startsWithin;
        }

        @Override
        public boolean serves() {
            Duration takes = startTakes;
            if (takes != null) {
                return System.nanoTime() - preparedAt >= takes.toNanos();
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException refused) {
                return false;
            }
        }

        @Override
        public void onServing() {
            servings++;
        }
    }
}
