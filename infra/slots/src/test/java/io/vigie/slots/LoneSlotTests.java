package io.vigie.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.slots.Seat.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoneSlotTests {

    /** Below the ports that the machine gives to whoever connects somewhere. */
    private static final int FIRST = 14_000;

    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private MachineSlots slots(int blocks) {
        return new MachineSlots(folder.resolve("locks"), FIRST, FIRST + 10 * blocks - 1, 10);
    }

    @Test
    void meetsNeitherAWorkerNorAnotherCommand() throws IOException {
        MachineSlots machine = slots(3);
        try (Seat worker = new Seat(machine.blocks(), MachineSlots.host(), "a worker", 1);
                LoneSlot one = LoneSlot.claim(machine, "9947");
                LoneSlot two = LoneSlot.claim(machine, "9947")) {
            List<Lease> leases = List.of(worker.lease().orElseThrow(), one.lease(), two.lease());

            assertThat(leases).extracting(Lease::firstPort).doesNotHaveDuplicates();
            assertThat(leases).extracting(Lease::databaseSuffix).doesNotHaveDuplicates();
            assertThat(one.media()).isNotEqualTo(two.media());
            assertThat(one.work()).isDirectory().isNotEqualTo(two.work());
        }
    }

    @Test
    void isCalledAsItsTaskAndPrefersTheBlockOfItsNumber() throws IOException {
        MachineSlots machine = new MachineSlots(folder.resolve("locks"), 4_000, 13_999, 10);
        try (LoneSlot slot = LoneSlot.claim(machine, "review 9947")) {
            assertThat(slot.lease().task()).isEqualTo("review 9947");
            assertThat(slot.lease().firstPort()).isGreaterThanOrEqualTo(4_000 + 9_470);
            assertThat(slot.environment())
                    .containsEntry("ZENFLOW_TASK_ID", "review 9947")
                    .containsEntry(
                            "ZENFLOW_PORT_OFFSET", String.valueOf(slot.lease().offset()))
                    .containsKeys("BACKEND_PORT", "MEDIA_ROOT", "VIGIE_DATABASE_SUFFIX", "CI_NODE_INDEX")
                    .doesNotContainKey("PYTEST_XDIST_WORKER");
            assertThat(slot.work().resolve(SlotVariables.ENV_FILE))
                    .content()
                    .startsWith("ZENFLOW_TASK_ID='review 9947'\n");
        }
    }

    @Test
    void tellsWhichPortMadeItMove() throws IOException {
        MachineSlots machine = slots(2);
        try (ServerSocket intruder = new ServerSocket(FIRST + 13, 1, InetAddress.getLoopbackAddress());
                LoneSlot slot = LoneSlot.claim(machine, "1")) {
            assertThat(slot.taken()).hasValue(intruder.getLocalPort());
            assertThat(slot.lease().firstPort()).isEqualTo(FIRST);
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        MachineSlots machine = slots(1);
        LoneSlot slot = LoneSlot.claim(machine, null);
        Files.writeString(slot.work().resolve("a file"), "text");

        slot.close();

        assertThat(slot.directory()).doesNotExist();
        assertThat(LoneSlot.runs(machine.directory())).isEmptyDirectory();
        LoneSlot.claim(machine, null).close();
    }

    @Test
    void endsWhatStillRunsInIt() throws Exception {
        LoneSlot slot = LoneSlot.claim(slots(2), null);
        // given: a process of a session of its own that does not listen, whose parent has gone
        ProcessBuilder builder = new ProcessBuilder(
                "sh", "-c", "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' >/dev/null 2>&1 & echo $!");
        builder.environment().putAll(slot.environment());
        Process parent = builder.start();
        long pid = Long.parseLong(new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
        assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(orphan.isAlive()).isTrue();

        slot.close();

        orphan.onExit().get(10, TimeUnit.SECONDS);
        assertThat(slot.directory()).doesNotExist();
    }

    @Test
    void staysWhereItIsWhenItIsKeptUntilThatIsLongAgo() throws IOException {
        MachineSlots machine = slots(1);
        LoneSlot slot = LoneSlot.claim(machine, null);
        slot.keep();
        slot.close();
        Orphans orphans = new Orphans(machine.directory());

        assertThat(orphans.sweep(false, Orphans.KEPT_FOR, NOW)).isEmpty();
        assertThat(slot.work()).isDirectory();
        assertThat(orphans.sweep(false, Orphans.KEPT_FOR, NOW.plus(Duration.ofDays(8))))
                .containsExactly(slot.directory());
        assertThat(slot.directory()).doesNotExist();
    }

    @Test
    void isNoOrphanWhileItsOwnerLives() throws IOException {
        MachineSlots machine = slots(2);
        Orphans orphans = new Orphans(machine.directory());
        try (LoneSlot slot = LoneSlot.claim(machine, null)) {
            assertThat(orphans.sweep(false, Duration.ZERO, NOW)).isEmpty();
            assertThat(slot.work()).isDirectory();
        }
        // What a killed owner leaves: the directory, and a lock that nobody holds.
        Path dead = LoneSlot.runs(machine.directory()).resolve("abc_1-0000");
        Files.createDirectories(dead.resolve("work"));
        Files.createFile(dead.resolveSibling("abc_1-0000.lock"));

        assertThat(orphans.sweep(true, Duration.ZERO, NOW)).containsExactly(dead);
        assertThat(dead).isDirectory();
        assertThat(orphans.sweep(false, Duration.ZERO, NOW)).containsExactly(dead);
        assertThat(LoneSlot.runs(machine.directory())).isEmptyDirectory();
    }

    @Test
    void takesAwayWhatAWorkerHasLeftThatDidNotComeBack() throws IOException {
        Orphans orphans = new Orphans(folder.resolve("locks"));
        List<Path> workers = new ArrayList<>();
        for (String name : List.of("alive", "dead", "deleted")) {
            Path worker = Files.createDirectories(folder.resolve(name));
            Files.createDirectories(Orphans.slotsOf(worker).resolve("slot-1/work"));
            Files.createDirectories(worker.resolve("definitions"));
            orphans.register(worker);
            workers.add(worker);
        }
        Files.createFile(Orphans.lockOf(workers.get(1)));
        try (HostLock alive = HostLock.take(Orphans.lockOf(workers.get(0))).orElseThrow()) {
            assertThat(orphans.sweep(true, Duration.ZERO, NOW)).containsExactly(Orphans.slotsOf(workers.get(1)));
            assertThat(orphans.sweep(false, Duration.ZERO, NOW)).hasSize(1);
        }

        assertThat(Orphans.slotsOf(workers.get(0))).isDirectory();
        assertThat(workers.get(1))
                .isDirectoryNotContaining(path -> path.toString().contains("slots"));
        assertThat(workers.get(1).resolve("definitions")).isDirectory();
        assertThat(Orphans.slotsOf(workers.get(2)))
                .as("without a lock it is nobody's worker")
                .isDirectory();
    }
}
