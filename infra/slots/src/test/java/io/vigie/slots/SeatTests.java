package io.vigie.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.slots.Seat.Checked;
import io.vigie.slots.Seat.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeatTests {

    private static final int FIRST = 31_000;

    @TempDir
    Path directory;

    private final List<Seat> seats = new ArrayList<>();

    @AfterEach
    void stand() {
        seats.forEach(Seat::close);
    }

    private PortBlocks blocks(int count) {
        return PortBlocks.in(directory.resolve("locks"), FIRST, FIRST + 10 * count - 1, 10);
    }

    private Seat seat(PortBlocks blocks, String owner, int number) {
        Seat seat = new Seat(blocks, "a-host", owner, number);
        seats.add(seat);
        return seat;
    }

    @Test
    void givesNoTwoSeatsTheSame() {
        // given: every owner's first candidate is among twenty, so that many of them want the same
        PortBlocks blocks = blocks(20);
        Set<Integer> ports = new HashSet<>();
        Set<String> suffixes = new HashSet<>();
        for (int owner = 1; owner <= 5; owner++) {
            for (int number = 1; number <= 4; number++) {
                Lease lease = seat(blocks, "worker " + owner, number).lease().orElseThrow();
                for (int port = lease.firstPort(); port < lease.firstPort() + lease.portCount(); port++) {
                    assertThat(ports.add(port)).as("port %d", port).isTrue();
                }
                assertThat(suffixes.add(lease.databaseSuffix())).isTrue();
            }
        }

        assertThat(ports).hasSize(200).allMatch(port -> port >= FIRST && port < FIRST + 200);
        assertThat(suffixes).allMatch(suffix -> suffix.matches("[a-z0-9_]{1," + Seat.MAX_SUFFIX + "}"));
        assertThat(seat(blocks, "one too many", 1).lease()).isEmpty();
    }

    @Test
    void givesTheSameAgainToWhoeverStartsAgain() {
        PortBlocks blocks = blocks(50);
        Seat before = seat(blocks, "worker", 3);
        Lease lease = before.lease().orElseThrow();

        before.close();

        assertThat(seat(blocks, "worker", 3).lease()).contains(lease);
    }

    @Test
    void movesItsPortsAndKeepsItsNameWhenSomebodyUsesOne() throws IOException {
        Seat seat = seat(blocks(50), "worker", 1);
        Lease lease = seat.lease().orElseThrow();
        try (ServerSocket intruder = new ServerSocket(lease.firstPort() + 4, 1, InetAddress.getLoopbackAddress())) {
            Checked checked = seat.check().orElseThrow();

            assertThat(checked.taken()).hasValue(intruder.getLocalPort());
            assertThat(checked.lease().firstPort()).isNotEqualTo(lease.firstPort());
            assertThat(checked.lease().databaseSuffix()).isEqualTo(lease.databaseSuffix());
            assertThat(seat.check().orElseThrow().taken()).isEmpty();
            assertThat(seat.lease()).contains(checked.lease());
        }
    }

    @Test
    void seesAListenerOnAnyAddress() throws IOException {
        Seat seat = seat(blocks(50), "worker", 1);
        Lease lease = seat.lease().orElseThrow();
        try (ServerSocket intruder = new ServerSocket(lease.firstPort())) {
            assertThat(seat.check().orElseThrow().taken()).hasValue(intruder.getLocalPort());
        }
    }

    @Test
    void saysSoWhenNoBlockIsFree() throws IOException {
        Seat seat = seat(blocks(1), "worker", 1);
        try (ServerSocket intruder = new ServerSocket(FIRST)) {
            Optional<Checked> checked = seat.check();

            assertThat(intruder.isBound()).isTrue();
            assertThat(checked).isEmpty();
        }
        assertThat(seat.check()).isPresent();
    }

    @Test
    void refusesADirectoryThatOthersCouldWriteInto() throws IOException {
        Path open = Files.createDirectory(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

        assertThatThrownBy(() -> PortBlocks.in(open, FIRST, FIRST + 99, 10))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nobody else");
        assertThatThrownBy(() -> PortBlocks.in(link, FIRST, FIRST + 99, 10)).hasMessageContaining("a link");
        assertThatThrownBy(() -> PortBlocks.in(directory.resolve("none"), 80, 90, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAFileThatAShellReads() throws IOException, InterruptedException {
        Lease lease = new Lease("vigie-947", 947, 29_470, 10, "abc_947");
        Path media = directory.resolve("it's media");
        Files.writeString(directory.resolve(SlotVariables.ENV_FILE), SlotVariables.file(lease, media));

        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "set -a; . ./.env.task; exec sh -c 'echo $ZENFLOW_TASK_ID $ZENFLOW_PORT_OFFSET $BACKEND_PORT"
                                + " $POSTGRES_PORT $REDIS_PORT $FRONTEND_PORT $VIGIE_DATABASE_SUFFIX; echo \"$MEDIA_ROOT\"'")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("vigie-947 947 29470 29471 29472 29473 abc_947\n" + media + "\n");
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void locksAFileOnceWhoeverAsks() throws IOException {
        Path file = directory.resolve("a.lock");
        HostLock held = HostLock.take(file).orElseThrow();

        assertThat(HostLock.take(file)).isEmpty();
        held.close();

        HostLock again = HostLock.take(file).orElseThrow();
        again.close();
    }
}
