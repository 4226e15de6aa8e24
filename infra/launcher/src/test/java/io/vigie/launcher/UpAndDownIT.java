package io.vigie.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.launcher.postgres.PostgresProgram;
import io.vigie.launcher.services.Service;
import io.vigie.slots.MachineSlots;
import io.vigie.slots.Seat;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on a real PostgreSQL and a real Kafka, with toys in the place of the four services. */
class UpAndDownIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    Path checkout;
    Path data;
    int port;

    @BeforeEach
    void aCheckoutOfToys() throws Exception {
        checkout = folder.resolve("checkout");
        data = folder.resolve("data");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        for (Service service : Service.values()) {
            Path jar = service.jar(checkout);
            Files.createDirectories(jar.getParent());
            writeToyJar(jar);
        }
        // The broker's jars are on our own class path.
        Path jars = checkout.resolve("infra/launcher/target/lib");
        Files.createDirectories(jars);
        for (String entry : classPath().split(java.io.File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar")
                    && !jar.getFileName().toString().matches("(assertj|junit|awaitility|byte-buddy).*")) {
                Files.copy(jar, jars.resolve(jar.getFileName()));
            }
        }
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        run("down");
    }

    @Test
    void survivesEveryDeath() throws Exception {
        // Up, in the background.
        Answer up = run("up", "--detach", "--workers", "2", "--port", Integer.toString(port));
        assertThat(up.text()).contains("Vigie is ready after").contains("http://127.0.0.1:" + port);
        assertThat(up.code()).isZero();
        assertThat(status().path("ready").asBoolean()).isTrue();
        assertThat(data.resolve("logs/report-service.log")).content().contains("with a database");
        assertThat(data.resolve("logs/notification-gateway.log")).content().contains("with no database");
        assertThat(data.resolve("logs/worker-2.log")).content().contains("in the role of worker");
        assertThat(data.resolve("logs/execution-service.log")).content().contains("in every role");
        for (String service : List.of("campaign-service", "execution-service", "worker-2", "report-service")) {
            assertThat(data.resolve("logs/" + service + ".log"))
                    .content()
                    .contains("files in " + data.resolve("data/files"));
        }
        for (String worker : List.of("execution-service", "worker-2")) {
            assertThat(data.resolve("logs/" + worker + ".log"))
                    .content()
                    .contains("127.0.0.1:" + portOf("postgres"), "127.0.0.1:" + portOf("kafka"));
        }

        // A second one finds it running.
        assertThat(run("up").text()).contains("Vigie runs already: http://127.0.0.1:" + port);

        // Killed children come back.
        for (String program : List.of("kafka", "postgres", "report-service", "worker-2")) {
            long killed = pidOf(program);
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().atMost(LONG_ENOUGH).untilAsserted(() -> {
                JsonNode now = status();
                assertThat(now.path("ready").asBoolean()).isTrue();
                assertThat(pidOf(program)).isNotEqualTo(killed);
            });
        }

        // A killed supervisor leaves its children; the next start ends them and begins anew, on the same ports.
        List<Long> orphans = pids();
        long kafkaPort = portOf("kafka");
        supervisor().destroyForcibly();
        await().atMost(LONG_ENOUGH).until(() -> !status().path("ready").asBoolean());
        assertThat(orphans)
                .allMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        Answer again = run("up", "--detach");
        assertThat(again.text()).contains("Ended 7 programs that an earlier run had left behind.");
        assertThat(again.code()).isZero();
        assertThat(portOf("kafka")).isEqualTo(kafkaPort);
        assertThat(orphans)
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));

        dropsTheDatabasesOfSlotsThatAreGone();

        // Down, with nothing left.
        List<Long> pids = pids();
        assertThat(run("down").text()).contains("Vigie is stopped.");
        assertThat(pids)
                .hasSize(7)
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertThat(run("reset", "--yes").code()).isZero();
        assertThat(data).doesNotExist();
    }

    private void dropsTheDatabasesOfSlotsThatAreGone() throws Exception {
        MachineSlots machine = new MachineSlots(folder.resolve("locks"), 15_200, 15_299, 10);
        String suffixes = Seat.suffixesOf(MachineSlots.host());
        String url = PostgresProgram.url((int) portOf("postgres"), "postgres");
        String password =
                Files.readString(data.resolve("secrets/postgres-superuser")).strip();
        Set<String> kept =
                new TreeSet<>(Set.of("test_" + suffixes + "12_copy", "test_other_12", "prod_" + suffixes + "12"));
        try (Connection server = DriverManager.getConnection(url, "vigie", password);
                Statement statement = server.createStatement();
                Seat alive = new Seat(machine.blocks(), MachineSlots.host(), "a live worker", 1)) {
            kept.add("test_" + alive.lease().orElseThrow().databaseSuffix() + "_gw0");
            Set<String> orphans = Set.of("test_" + suffixes + "12", "test_" + suffixes + "12_gw1");
            for (Set<String> names : List.of(kept, orphans)) {
                for (String name : names) {
                    statement.execute("create database \"" + name + "\"");
                }
            }
            Map<String, String> variables = Map.of(
                    "VIGIE_ISOLATION_DIRECTORY",
                    machine.directory().toString(),
                    "VIGIE_JANITOR_DATABASE_URL",
                    url,
                    "VIGIE_JANITOR_DATABASE_USER",
                    "vigie",
                    "VIGIE_JANITOR_DATABASE_NAMES",
                    "test_{suffix}",
                    "VIGIE_JANITOR_PASSWORD",
                    password);

            assertThat(start(variables, "janitor", "--dry-run").text())
                    .contains("would drop test_" + suffixes + "12\n", "0 directories, 2 databases.");
            assertThat(databases(statement)).containsAll(orphans);
            Connection user = DriverManager.getConnection(
                    PostgresProgram.url((int) portOf("postgres"), "test_" + suffixes + "12"), "vigie", password);
            Answer first = start(variables, "janitor");
            user.close();
            assertThat(first.text())
                    .contains("dropped test_" + suffixes + "12_gw1\n", "left test_" + suffixes + "12: ");
            assertThat(first.code()).isEqualTo(1);
            assertThat(start(variables, "janitor").code()).isZero();
            assertThat(databases(statement)).containsAll(kept).doesNotContainAnyElementsOf(orphans);
        }
    }

    private static Set<String> databases(Statement statement) throws Exception {
        Set<String> names = new TreeSet<>();
        try (ResultSet rows = statement.executeQuery("select datname from pg_database")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer up = run("up", "--detach", "--port", Integer.toString(other.getLocalPort()));

            assertThat(up.code()).isEqualTo(1);
            assertThat(up.text()).contains("is taken by another program. Choose another one");
        }
    }

    private record Answer(int code, String text) {}

    private Answer run(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        return start(Map.of(), all.toArray(String[]::new));
    }

    private Answer start(Map<String, String> variables, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Dvigie.home=" + checkout,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath(),
                Vigie.class.getName()));
        command.addAll(List.of(words));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as(String.join(" ", words))
                .isTrue();
        return new Answer(process.exitValue(), Files.readString(output));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private JsonNode status() throws Exception {
        String text = run("status", "--json").text();
        return JsonMapper.shared().readTree(text.substring(text.indexOf('{')));
    }

    private JsonNode process(String name) throws Exception {
        for (JsonNode process : status().path("processes")) {
            if (process.path("name").asString().equals(name)) {
                return process;
            }
        }
        throw new AssertionError("There is no process " + name);
    }

    private long pidOf(String name) throws Exception {
        return process(name).path("pid").asLong();
    }

    private long portOf(String name) throws Exception {
        return process(name).path("port").asLong();
    }

    private List<Long> pids() throws Exception {
        List<Long> pids = new ArrayList<>();
        status().path("processes")
                .forEach(process -> pids.add(process.path("pid").asLong()));
        return pids;
    }

    private ProcessHandle supervisor() throws Exception {
        JsonNode state = JsonMapper.shared().readTree(Files.readString(data.resolve("run/state.json")));
        return ProcessHandle.of(state.path("supervisor").path("pid").asLong()).orElseThrow();
    }

    private static void writeToyJar(Path jar) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Start-Class", ToyService.class.getName());
        String name = ToyService.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(file, manifest);
                InputStream code = ToyService.class.getClassLoader().getResourceAsStream(name)) {
            content.putNextEntry(new JarEntry("BOOT-INF/classpath.idx"));
            content.closeEntry();
            content.putNextEntry(new JarEntry("BOOT-INF/classes/" + name));
            code.transferTo(content);
            content.closeEntry();
        }
    }
}
