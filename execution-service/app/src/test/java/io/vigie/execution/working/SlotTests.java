package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.action.ActionResult;
import io.vigie.action.IsolationSlot;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.ArtifactStored;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.log.LogEvent.LogSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class SlotTests extends WorkerBench {

    @Test
    void sharesNothingBetweenTheSlotsOfTwoLiveWorkers() throws InterruptedException {
        Queue<IsolationSlot> slots = new ConcurrentLinkedQueue<>();
        Queue<Path> directories = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(4);
        actions.with("claim", (context, parameters) -> {
            slots.add(context.slot());
            directories.add(context.workDirectory());
            all.countDown();
            all.await();
            return ActionResult.passed();
        });
        test("t-1", step("claim"));
        WorkerDirectory second = WorkerDirectory.claim(directory.resolve("worker-2"));
        Worker other = another("w-2", second, reports);
        try {
            for (long number = 1; number <= 4; number++) {
                Worker worker = number <= 2 ? worker() : other;
                worker.take(
                        slice(number, 0, false, false, plain("t-1")),
                        ORIGIN,
                        Objects.requireNonNull(worker.takeSlot(Duration.ofSeconds(5))));
            }
            for (long number = 1; number <= 4; number++) {
                long wanted = number;
                reports.await(SliceReturned.class, returned -> returned.slice() == wanted);
            }
        } finally {
            other.close();
            second.close();
        }

        assertThat(slots).hasSize(4);
        Set<Integer> ports = new HashSet<>();
        slots.forEach(slot -> {
            for (int port = slot.firstPort(); port < slot.firstPort() + slot.portCount(); port++) {
                assertThat(ports.add(port)).as("port %d", port).isTrue();
            }
        });
        assertThat(slots).extracting(IsolationSlot::databaseSuffix).doesNotHaveDuplicates();
        assertThat(slots).extracting(IsolationSlot::mediaDirectory).doesNotHaveDuplicates();
        assertThat(directories).doesNotHaveDuplicates();
        assertThat(reports.all(SliceAccepted.class))
                .extracting(SliceAccepted::slot)
                .extracting(SlotLease::firstPort, SlotLease::databaseSuffix, SlotLease::mediaDirectory)
                .containsExactlyInAnyOrderElementsOf(slots.stream()
                        .map(slot -> org.assertj.core.groups.Tuple.tuple(
                                slot.firstPort(),
                                slot.databaseSuffix(),
                                slot.mediaDirectory().toString()))
                        .toList());
    }

    @Test
    void tellsTestsAndProcessesTheSame() throws InterruptedException {
        AtomicReference<IsolationSlot> seen = new AtomicReference<>();
        AtomicReference<String> file = new AtomicReference<>();
        actions.with("look", (context, parameters) -> {
            seen.set(context.slot());
            try {
                file.set(Files.readString(context.workDirectory().resolve(".env.task")));
            } catch (IOException missing) {
                throw new UncheckedIOException(missing);
            }
            return ActionResult.passed();
        });
        test(
                "t-1",
                say("{{test.port}} {{test.port_2}} {{test.port_10}} {{test.database_suffix}} {{test.media_dir}}"),
                say("{{test.worker}} {{test.slot}} {{test.work_dir}}"),
                step("look"));

        run(slice("t-1"));

        IsolationSlot slot = seen.get();
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(reports.lines())
                .contains(
                        "📋 %d %d %d %s %s"
                                .formatted(
                                        slot.firstPort(),
                                        slot.firstPort() + 1,
                                        slot.firstPort() + 9,
                                        slot.databaseSuffix(),
                                        slot.mediaDirectory()),
                        "📋 w-1 1 " + slot.environment().get("VIGIE_WORK_DIR"));
        assertThat(slot.environment())
                .containsEntry("VIGIE_WORKER_ID", "w-1-1")
                .containsEntry("VIGIE_WORKER_INDEX", "0")
                .containsEntry("VIGIE_WORKER_COUNT", "2")
                .containsEntry("CI_NODE_TOTAL", "2")
                .containsEntry("TEST_PARALLEL_INDEX", "0")
                .containsEntry("BACKEND_PORT", String.valueOf(slot.firstPort()))
                .containsEntry("FRONTEND_PORT", String.valueOf(slot.firstPort() + 3))
                .containsEntry("MEDIA_ROOT", slot.mediaDirectory().toString())
                .containsKeys(
                        "CI_NODE_INDEX",
                        "PLAYWRIGHT_WORKER_INDEX",
                        "TEST_WORKER_INDEX",
                        "ZENFLOW_TASK_ID",
                        "ZENFLOW_PORT_OFFSET",
                        "POSTGRES_PORT",
                        "REDIS_PORT")
                .doesNotContainKey("PYTEST_XDIST_WORKER");
        assertThat(file.get()).contains("BACKEND_PORT=" + slot.firstPort(), "# Derived ports");
    }

    @Test
    void makesNothingForATestThatAsksForNothing() throws InterruptedException {
        test("t-1", step("pass"));

        run(slice("t-1"));

        assertThat(directory.resolve("worker/slots")).doesNotExist();
    }

    @Test
    void handsASliceBackWhoseTestWouldGetOtherPortsThanItsAcceptanceNames() throws InterruptedException, IOException {
        settings.put("vigie.worker.slots", "1");
        actions.with("stubborn", (context, parameters) -> {
            try {
                context.slot();
            } catch (RuntimeException ignored) {
                // As a plug-in may.
            }
            return ActionResult.passed();
        });
        test("t-1", say("port {{test.port}}"));
        test("t-2", step("stubborn"));
        run(slice("t-1"));
        SlotLease first = reports.all(SliceAccepted.class).getFirst().slot();

        try (ServerSocket intruder = new ServerSocket(first.firstPort() + 5, 1, InetAddress.getLoopbackAddress())) {
            SliceReturned back = run(slice(2, 0, false, false, plain("t-2"), plain("t-1")));
            SliceReturned done = run(slice(3, 0, false, false, plain("t-2"), plain("t-1")));

            assertThat(back.reason()).isEqualTo(SliceReturned.Reason.DRAINING);
            assertThat(back.unfinished()).containsExactly(TestId.of("t-2"), TestId.of("t-1"));
            assertThat(done.reason()).isEqualTo(SliceReturned.Reason.COMPLETED);
            SlotLease next = reports.all(SliceAccepted.class).getLast().slot();
            assertThat(next.firstPort()).isNotEqualTo(first.firstPort());
            assertThat(next.databaseSuffix()).isEqualTo(first.databaseSuffix());
            assertThat(reports.lines())
                    .containsSubsequence(
                            "📋 port " + first.firstPort(),
                            "⚠️ Port " + intruder.getLocalPort() + " déjà utilisé",
                            "⏹️ Test interrompu : il sera repris avec d'autres ports",
                            "📋 port " + next.firstPort());
            assertThat(reports.all(TestFinished.class))
                    .hasSize(3)
                    .extracting(TestFinished::outcome)
                    .containsOnly(Outcome.PASSED);
        }
    }

    @Test
    void triesItsPortsBeforeItSaysForTheFirstTimeWhichItHas() throws InterruptedException, IOException {
        settings.put("vigie.worker.slots", "1");
        test("t-1", say("port {{test.port}}"));
        WorkerDirectory own = WorkerDirectory.claim(directory.resolve("worker-2"));
        try {
            int first = acceptedPort(another("w-2", own, reports), 1);
            try (ServerSocket intruder = new ServerSocket(first + 9, 1, InetAddress.getLoopbackAddress())) {
                int next = acceptedPort(another("w-2", own, reports), 2);

                assertThat(intruder.isBound()).isTrue();
                assertThat(next).isNotEqualTo(first);
                assertThat(reports.lines()).contains("📋 port " + next).noneMatch(line -> line.startsWith("⚠️"));
            }
        } finally {
            own.close();
        }
    }

    private int acceptedPort(Worker worker, long slice) throws InterruptedException {
        try (worker) {
            worker.take(
                    slice(slice, 0, false, false, plain("t-1")),
                    ORIGIN,
                    Objects.requireNonNull(worker.takeSlot(Duration.ofSeconds(5))));
            reports.await(SliceReturned.class, returned -> returned.slice() == slice);
            return reports.all(SliceAccepted.class).getLast().slot().firstPort();
        }
    }

    @Test
    void breaksATestThatNeedsPortsWhenTheMachineHasNone() throws InterruptedException, IOException {
        settings.put("vigie.worker.slots", "1");
        settings.put("vigie.worker.isolation.first-port", "32000");
        settings.put("vigie.worker.isolation.last-port", "32009");
        test("t-1", say("{{test.port}}"));
        test("t-2", step("pass"));
        try (ServerSocket intruder = new ServerSocket(32_003)) {
            run(slice("t-1", "t-2"));

            assertThat(intruder.isBound()).isTrue();
        }

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.BROKEN, Outcome.PASSED);
        assertThat(reports.all(TestFinished.class).getFirst().message())
                .isEqualTo(
                        "Expected a block of ports for the slot, but all blocks of this machine are leased or in use.");
    }

    @Test
    void wipesWhatAnAttemptAndAKilledWorkerLeft() throws InterruptedException, IOException {
        Path left = Files.createDirectories(directory.resolve("worker/slots/slot-1/media_x"));
        Files.writeString(left.resolve("old"), "x");
        AtomicReference<Path> media = new AtomicReference<>();
        List<Boolean> empty = new ArrayList<>();
        actions.with("litter", (context, parameters) -> {
            media.set(context.slot().mediaDirectory());
            try (var found = Files.list(media.get())) {
                empty.add(found.findAny().isEmpty());
                Files.writeString(media.get().resolve("x"), "x");
                Path closed = Files.createDirectories(context.workDirectory().resolve("closed/inner"));
                Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return ActionResult.passed();
        });
        test("t-1", step("litter"));

        worker();
        assertThat(left).doesNotExist();
        run(slice("t-1", "t-1"));

        assertThat(empty).containsExactly(true, true);
        assertThat(media.get().getParent()).doesNotExist();
        assertThatThrownBy(() -> WorkerDirectory.claim(directory.resolve("worker")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VIGIE_DATA");
    }

    @Test
    void wipesTheDirectoriesOfAnAttemptThatCannotSayHowItEnded() throws InterruptedException {
        AtomicReference<Path> work = new AtomicReference<>();
        actions.with("look", (context, parameters) -> {
            work.set(context.workDirectory());
            return ActionResult.passed();
        });
        test("t-1", step("look"));
        Reports deaf = new Reports() {
            @Override
            public CompletableFuture<Void> report(AttemptEvent event, Origin origin) {
                return reports.report(event, origin);
            }

            @Override
            public CompletableFuture<Void> log(LogSegment segment, Origin origin) {
                throw new IllegalStateException("the log cannot be sent");
            }
        };
        WorkerDirectory own = WorkerDirectory.claim(directory.resolve("worker-2"));
        Worker other = another("w-2", own, deaf);
        try {
            other.take(slice("t-1"), ORIGIN, Objects.requireNonNull(other.takeSlot(Duration.ofSeconds(5))));
            reports.await(SliceReturned.class, any -> true);
        } finally {
            other.close();
            own.close();
        }

        assertThat(work.get()).isNotNull().doesNotExist();
        assertThat(reports.all(TestFinished.class)).isEmpty();
    }

    @Test
    void givesOtherDirectoriesAfterAnActionThatIsLeftBehind() throws InterruptedException {
        settings.put("vigie.worker.slots", "1");
        settings.put("vigie.worker.action-timeout", "50ms");
        Queue<Path> directories = new ConcurrentLinkedQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        actions.with("deaf", (context, parameters) -> {
            directories.add(context.workDirectory());
            while (goOn.getCount() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException ignored) {
                    Thread.interrupted();
                }
            }
            return ActionResult.passed();
        });
        actions.with("note", (context, parameters) -> {
            directories.add(context.workDirectory());
            return ActionResult.passed();
        });
        test("t-1", step("deaf"));
        test("t-2", step("note"));

        run(slice("t-1", "t-2"));
        goOn.countDown();

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
        assertThat(directories).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void keepsTheWorkOfAFailedTestWhenAsked() throws Exception {
        actions.with("write", (context, parameters) -> {
            try {
                Files.createDirectories(context.workDirectory().resolve("out"));
                Files.writeString(context.workDirectory().resolve("out/result.txt"), "42");
                Files.createSymbolicLink(context.workDirectory().resolve("link"), Path.of("/etc/passwd"));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return ActionResult.passed();
        });
        test("t-1", step("write"), step("fail"));
        test("t-2", step("write"));
        test("t-3", step("fail"));

        run(slice(1, 0, false, true, plain("t-1"), plain("t-2"), plain("t-3")));

        ArtifactStored kept = reports.all(ArtifactStored.class).getFirst();
        assertThat(reports.all(ArtifactStored.class)).hasSize(1);
        assertThat(kept.name()).isEqualTo("work.zip");
        assertThat(reports.lines()).contains("📦 Dossier de travail conservé: work.zip");
        Map<String, String> entries = new java.util.HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(storage.get(kept.storageKey()).orElseThrow().stream())) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes()));
            }
        }
        assertThat(entries).isEqualTo(Map.of("out/result.txt", "42"));
    }

    @Test
    void saysWhenTheWorkIsTooMuchToKeep() throws InterruptedException {
        settings.put("vigie.worker.limits.artifact-bytes", "200");
        actions.with("write", (context, parameters) -> {
            try {
                byte[] noise = new byte[1_000];
                new java.util.Random(1).nextBytes(noise);
                Files.write(context.workDirectory().resolve("noise"), noise);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return ActionResult.failed("Expected calm, but found noise.");
        });
        test("t-1", step("write"));

        run(slice(1, 0, false, true, plain("t-1")));

        assertThat(reports.lines()).contains("⚠️ Dossier de travail non conservé : plus de 200 octets");
        assertThat(reports.all(ArtifactStored.class)).isEmpty();
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.FAILED);
    }
}
