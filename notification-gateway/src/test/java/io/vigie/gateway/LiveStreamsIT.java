package io.vigie.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.CampaignFileAdded;
import io.vigie.contracts.campaign.CampaignEvent.CampaignFileRemoved;
import io.vigie.gateway.EventLines.Event;
import io.vigie.gateway.stream.LiveProtocol;
import io.vigie.gateway.stream.Scripts;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live streams over a real Kafka and real connections. */
@RealKafkaAndPostgres(
        postgres = false,
        topics = {"vigie.run-events.v1", "vigie.test-logs.v1", "vigie.campaign-events.v1"})
class LiveStreamsIT {

    private static final int TESTS = 3;
    private static final SignedTokens tokens = new SignedTokens();
    private static KafkaBroker kafka;
    private static ServicesBehind campaign;
    private static ServicesBehind report;
    private static RunTopics topics;
    private static RunningGateway gateway;

    @BeforeAll
    static void open(KafkaBroker broker) {
        kafka = broker;
        campaign = new ServicesBehind("campaign-service", tokens);
        report = new ServicesBehind("report-service", tokens);
        topics = new RunTopics(broker.bootstrap());
        gateway = start();
    }

    @AfterAll
    static void close() {
        gateway.close();
        topics.close();
        report.close();
        campaign.close();
    }

    private static RunningGateway start(String... settings) {
        RunningGateway started = new RunningGateway(kafka.bootstrap(), campaign.address(), report.address(), settings);
        await().atMost(Duration.ofSeconds(60)).until(() -> health(started) == 200);
        return started;
    }

    private static int health(RunningGateway of) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(of.address() + "/health"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void tellsAWholeRunInTheOrderOfTheProtocol() {
        RunId run = knownRun();
        try (EventLines client = client(run, null)) {
            wholeRun(run);
            awaitEnd(client);

            assertThat(client.names())
                    .containsExactly(
                            "snapshot",
                            "campain_started",
                            "test_queued",
                            "test_queued",
                            "test_queued",
                            "test_started",
                            "test_log",
                            "test_log",
                            "test_completed",
                            "campain_progress",
                            "test_started",
                            "test_log",
                            "test_log",
                            "test_completed",
                            "campain_progress",
                            "test_completed",
                            "campain_progress",
                            "campain_completed",
                            "end");
            assertThat(client.isOver()).isTrue();
        }
    }

    @Test
    void neverShowsWhatWasNotCommittedAndPassesOverWhatItCannotRead() {
        RunId run = knownRun();
        try (EventLines client = client(run, null)) {
            topics.tell(Scripts.started(run, 1));
            topics.tellInVain(Scripts.failed(run, "never happened"));
            topics.nonsense(run);
            topics.tell(Scripts.queued(run, 1), Scripts.finished(run, Outcome.PASSED));
            awaitEnd(client);

            assertThat(client.names())
                    .containsExactly("snapshot", "campain_started", "test_queued", "campain_completed", "end");
        }
    }

    @Test
    void goesOnFromAReportWithoutGapWhileEventsFlow() {
        RunId run = knownRun();
        topics.tell(
                Scripts.started(run, TESTS), Scripts.queued(run, 1), Scripts.queued(run, 2), Scripts.queued(run, 3));
        report.report(
                run.value(),
                "{\"_id\":\"%s\",\"status\":\"running\",\"tests\":[],\"asOf\":{\"sequence\":%d,\"runOffset\":%d,\"logOffset\":-1}}"
                        .formatted(run, topics.sequence(run), topics.offset(run)));
        topics.test(run, 1, TESTS);
        List<EventLines> clients = new ArrayList<>();
        clients.add(client(run, null));
        topics.test(run, 2, TESTS);
        clients.add(client(run, null));
        topics.tell(Scripts.skipped(run, 3, TESTS), Scripts.finished(run, Outcome.FAILED));
        clients.add(client(run, null));

        for (EventLines client : clients) {
            awaitEnd(client);
            assertThat(client.names())
                    .startsWith("snapshot", "test_started", "test_log")
                    .hasSize(1 + 5 + 5 + 2 + 1 + 1);
            assertThat(said(client)).isEqualTo(said(clients.getFirst()));
            client.close();
        }
    }

    @Test
    void beginsWithTheFirstEventWhenReportsAreAway() {
        RunId run = RunTopics.newRun();
        wholeRun(run);
        try (RunningGateway alone = new RunningGateway(
                kafka.bootstrap(), campaign.address(), "http://127.0.0.1:1", "--vigie.live.warm-up=0s")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> health(alone) == 200);
            try (EventLines client = EventLines.of(alone.address(), run.value(), tokens.valid(), null)) {
                awaitEnd(client);

                assertThat(client.names())
                        .startsWith("snapshot", "campain_started", "test_queued")
                        .endsWith("end");
                assertThat(client.names()).filteredOn("test_log"::equals).hasSize(4);
            }
        }
    }

    @Test
    void resumesAtEveryEventAfterARestart() {
        RunId run = knownRun();
        List<Event> whole;
        try (EventLines client = client(run, null)) {
            wholeRun(run);
            awaitEnd(client);
            whole = client.events();
        }
        List<String> said = whole.stream().map(Event::said).toList();

        // With nothing in memory, everything comes from Kafka.
        try (RunningGateway restarted = start("--vigie.live.warm-up=0s")) {
            List<EventLines> clients = new ArrayList<>();
            for (int cut = 1; cut < whole.size(); cut++) {
                clients.add(EventLines.of(
                        restarted.address(),
                        run.value(),
                        tokens.valid(),
                        whole.get(cut - 1).id()));
            }
            for (int cut = 1; cut < whole.size(); cut++) {
                EventLines client = clients.get(cut - 1);
                awaitEnd(client);
                assertThat(said(client))
                        .as("after %s", whole.get(cut - 1).id())
                        .isEqualTo(said.subList(cut, said.size()));
                client.close();
            }
        }
    }

    @Test
    void losesNothingWhenTheGatewayDiesInTheMiddle() {
        RunId run = knownRun();
        List<Event> seen = new ArrayList<>();
        try (RunningGateway first = start()) {
            try (EventLines client = EventLines.of(first.address(), run.value(), tokens.valid(), null)) {
                topics.tell(
                        Scripts.started(run, TESTS),
                        Scripts.queued(run, 1),
                        Scripts.queued(run, 2),
                        Scripts.queued(run, 3));
                topics.test(run, 1, TESTS);
                await().until(() -> client.has("test_completed"));
                first.close();
                await().until(client::isOver);
                seen.addAll(client.events());
            }
        }
        topics.test(run, 2, TESTS);
        assertThat(seen.getLast().name()).isEqualTo("cut");
        assertThat(seen.getLast().data().path("resume").asBoolean()).isTrue();
        String lastId = seen.removeLast().id();
        try (RunningGateway second = start();
                EventLines client = EventLines.of(second.address(), run.value(), tokens.valid(), lastId)) {
            topics.tell(Scripts.skipped(run, 3, TESTS), Scripts.finished(run, Outcome.FAILED));
            awaitEnd(client);
            seen.addAll(client.events());
        }

        try (EventLines whole = client(run, null)) {
            awaitEnd(whole);
            List<String> told = seen.stream()
                    .filter(event -> !event.name().equals("resumed"))
                    .map(Event::said)
                    .toList();
            // A machine under load may weave the lines otherwise; nothing is lost or moved within either.
            assertThat(lines(told)).isEqualTo(lines(said(whole)));
            assertThat(history(told)).isEqualTo(history(said(whole)));
        }
    }

    @Test
    void saysTheSameOverTwoGatewaysSideBySide() {
        RunId run = knownRun();
        try (RunningGateway other = start();
                EventLines here = client(run, null);
                EventLines there = EventLines.of(other.address(), run.value(), tokens.valid(), null)) {
            wholeRun(run);
            awaitEnd(here);
            awaitEnd(there);
            List<Event> told = here.events();
            assertThat(there.events()).isEqualTo(told);

            int middle = told.size() / 2;
            try (EventLines moved = EventLines.of(
                    other.address(),
                    run.value(),
                    tokens.valid(),
                    told.get(middle).id())) {
                awaitEnd(moved);
                assertThat(said(moved)).isEqualTo(said(here).subList(middle + 1, told.size()));
            }
        }
    }

    @Test
    void givesEachOfAHundredClientsEachEventOnce() {
        RunId run = knownRun();
        List<EventLines> clients = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            clients.add(EventLines.of(gateway.address(), run.value(), tokens.of("user-" + number), null));
        }
        int tests = 20;
        topics.tell(Scripts.started(run, tests));
        for (int test = 1; test <= tests; test++) {
            topics.test(run, test, tests);
        }
        topics.tell(Scripts.finished(run, Outcome.PASSED));

        for (EventLines client : clients) {
            awaitEnd(client);
            assertThat(client.names()).hasSize(1 + 1 + tests * 5 + 1 + 1);
            assertThat(said(client)).isEqualTo(said(clients.getFirst()));
            client.close();
        }
    }

    @Test
    void cutsASlowReaderAndLetsItResume() throws Exception {
        RunId run = knownRun();
        try (RunningGateway narrow = start("--vigie.live.waiting-entries=50");
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", narrow.port()));
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/rapports/" + run + "/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + tokens.valid() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            topics.tell(Scripts.started(run, 1), Scripts.testStarted(run, 1));
            int segments = 600;
            for (int segment = 0; segment < segments; segment++) {
                topics.log(Scripts.log(run, 1, 1 + segment * 200, 200));
            }
            topics.tell(Scripts.finished(run, Outcome.PASSED));

            socket.setSoTimeout(30_000);
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[64 * 1024];
            while (text.indexOf("\"too-slow\"") < 0) {
                int count = socket.getInputStream().read(buffer);
                assertThat(count).as("the stream ends with a word").isPositive();
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
            String[] ids = text.toString().split("\nid: ");
            String lastId = ids[ids.length - 1]
                    .substring(0, ids[ids.length - 1].indexOf('\n'))
                    .strip();
            int seen = text.toString().split("event: test_log\n").length - 1;
            assertThat(seen).isLessThan(segments);

            try (EventLines client = EventLines.of(gateway.address(), run.value(), tokens.valid(), lastId)) {
                awaitEnd(client);
                assertThat(client.names()).filteredOn("test_log"::equals).hasSize(segments - seen);
            }
        }
    }

    @Test
    void speaksTheSameOverAWebSocket() {
        RunId one = knownRun();
        RunId other = knownRun();
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = socket(messages);
        join(socket, one, null);
        join(socket, other, null);
        wholeRun(one);
        topics.tell(Scripts.started(other, 1), Scripts.finished(other, Outcome.PASSED));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> messages.stream()
                                .filter(message ->
                                        message.path("event").asString().equals("end"))
                                .count()
                        == 2);

        try (EventLines client = client(one, null)) {
            awaitEnd(client);
            assertThat(ofRun(messages, one)).isEqualTo(said(client));
        }
        String id = messages.stream()
                .filter(message -> message.path("event").asString().equals("campain_started")
                        && message.path("data").path("rapport_id").asString().equals(one.value()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        messages.clear();
        join(socket, one, id);
        await().until(() -> !messages.isEmpty()
                && messages.getLast().path("event").asString().equals("end"));
        assertThat(messages.getFirst().path("event").asString()).isEqualTo("test_queued");
        assertThat(messages)
                .anyMatch(message -> message.path("event").asString().equals("resumed")
                        && message.path("data").path("from").asString().equals(id));

        messages.clear();
        socket.sendText("{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"abc\"}}", true)
                .join();
        socket.sendText("{\"event\":\"dance\"}", true).join();
        socket.sendText("{", true).join();
        await().until(() -> messages.size() == 3);
        socket.sendText("{\"event\":\"leave_rapport\",\"data\":{\"rapport_id\":\"" + one + "\"},\"ack\":7}", true)
                .join();
        socket.sendText("{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"abc\"},\"ack\":8}", true)
                .join();
        await().until(() -> messages.size() == 5);
        assertThat(List.copyOf(messages).subList(3, 5))
                .extracting(message -> message.path("ack").asInt()
                        + message.path("data").path("ok").asString())
                .containsExactly("7true", "8false");
        assertThat(List.copyOf(messages).subList(0, 3))
                .allMatch(message -> message.path("event").asString().equals("error")
                        && message.path("data").path("status").asInt() == 400);
        socket.abort();
    }

    @Test
    void answersAsManyJoinsOfOneConnectionAsThereMayBe() {
        // given
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = socket(messages);
        List<RunId> runs = Stream.generate(LiveStreamsIT::knownRun).limit(100).toList();

        // when
        for (int ack = 0; ack < runs.size(); ack++) {
            socket.sendText(
                            "{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"%s\"},\"ack\":%d}"
                                    .formatted(runs.get(ack), ack),
                            true)
                    .join();
        }

        // then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> messages.stream()
                                .filter(message ->
                                        message.path("event").asString().equals("snapshot"))
                                .count()
                        == runs.size());
        assertThat(messages.stream().filter(message -> message.has("ack")))
                .hasSize(runs.size())
                .allMatch(answer -> answer.path("data").path("ok").asBoolean());
        socket.abort();
    }

    @Test
    void asksAWebSocketForItsTokenAndEndsItWithTheToken() throws Exception {
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        RunId run = knownRun();
        Recorder recorder = new Recorder(messages);
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), recorder)
                .join();
        join(socket, run, null);
        await().until(() -> messages.size() == 1);
        assertThat(messages.getFirst().path("data").path("message").asString()).isEqualTo("Token manquant");

        socket.sendText(
                        "{\"event\":\"authenticate\",\"data\":{\"token\":\"%s\"}}"
                                .formatted(tokens.token("user-1", "vigie", Duration.ofSeconds(3))),
                        true)
                .join();
        join(socket, run, null);
        await().atMost(Duration.ofSeconds(20)).until(() -> recorder.closed == 4401);
        assertThat(messages.stream().map(message -> message.path("event").asString()))
                .containsExactly("error", "snapshot", "cut");

        Recorder silent = new Recorder(new CopyOnWriteArrayList<>());
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), silent)
                .join();
        await().atMost(Duration.ofSeconds(20)).until(() -> silent.closed == 4401);
    }

    @Test
    void tellsTheStateOfATrialByTheIdOfItsTestAndEndsWithIt() throws Exception {
        RunId run = knownRun();
        String test = "019b2c7e-0d00-7000-8000-00000000abcd";
        report.trial(test, run.value());
        var answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(gateway.address() + "/api/test-status/sse/" + test))
                                .header("Authorization", "Bearer " + tokens.valid())
                                .build(),
                        BodyHandlers.ofString());
        topics.tell(Scripts.started(run, 1), Scripts.queued(run, 1));
        topics.test(run, 1, 1);
        topics.tell(Scripts.finished(run, Outcome.PASSED));

        String body = answer.get(60, java.util.concurrent.TimeUnit.SECONDS).body();

        assertThat(answer.get().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        assertThat(answer.get().headers().firstValue("Cache-Control")).hasValue("no-cache, no-transform");
        assertThat(body).startsWith(": connected\n\ndata: {\"status\":").doesNotContain("event:");
        String[] states = body.strip().split("\n\n");
        assertThat(states[states.length - 1])
                .startsWith(
                        "data: {\"status\":\"passed\",\"derivedStatus\":\"passed\",\"testId\":\"" + Scripts.test(1));
        assertThat(body).contains("\"log\":\"[");
    }

    @Test
    void saysThatASilentTrialLives() {
        RunId run = knownRun();
        report.trial(run.value(), run.value());
        try (RunningGateway quick = start("--vigie.live.ping=100ms")) {
            var lines = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create(quick.address() + "/api/test-status/sse/" + run))
                                    .header("Authorization", "Bearer " + tokens.valid())
                                    .build(),
                            BodyHandlers.ofLines())
                    .join()
                    .body();
            assertThat(lines.filter(line -> line.startsWith(":")).limit(3))
                    .containsExactly(": connected", ": ping", ": ping");
        }
    }

    @Test
    void tellsThoseWhoJoinedACampaignThatItsFilesChanged() {
        CampaignId campaign = CampaignId.of(UUID.randomUUID().toString());
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = socket(messages);
        say(socket, "join_campain", campaign.value());
        await().until(() -> messages.size() == 1);
        assertThat(messages.getFirst().path("event").asString()).isEqualTo("campain_joined");
        messages.clear();

        // Told until it is heard: a listener only hears what happens once it follows.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            topics.decide(new CampaignFileAdded(ProjectId.COMMON, campaign, 1, "a.txt", 3, "abc"), campaign.value());
            return !messages.isEmpty();
        });
        assertThat(messages)
                .allSatisfy(message -> assertThat(message.toString())
                        .isEqualTo("{\"event\":\"files_updated\",\"room\":\"campain_" + campaign
                                + "\",\"data\":{\"campain_id\":\"" + campaign + "\"}}"));

        say(socket, "leave_campain", campaign.value());
        say(socket, "join_campain", "unknown");
        await().until(() -> messages.getLast().path("event").asString().equals("error"));
        assertThat(messages.getLast().path("data").path("status").asInt()).isEqualTo(404);
        assertThat(messages.getLast().path("data").path("campain_id").asString())
                .isEqualTo("unknown");
        int heard = messages.size();
        CampaignId other = CampaignId.of(UUID.randomUUID().toString());
        say(socket, "join_campain", other.value());
        await().until(() -> messages.size() == heard + 1);
        topics.decide(new CampaignFileRemoved(ProjectId.COMMON, campaign, 2, "a.txt"), campaign.value());
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            topics.decide(new CampaignFileRemoved(ProjectId.COMMON, other, 2, "a.txt"), campaign.value());
            return messages.size() > heard + 1;
        });
        assertThat(messages.stream().skip(heard + 1).toList())
                .as("nothing of the campaign that was left")
                .allSatisfy(message -> assertThat(
                                message.path("data").path("campain_id").asString())
                        .isEqualTo(other.value()));
        socket.abort();
    }

    @Test
    void tellsThoseWhoJoinedACampaignHowItsRunsStand() {
        RunId before = knownRun();
        RunId after = knownRun();
        topics.tell(Scripts.started(before, 2));
        topics.test(before, 1, 2);
        try (EventLines client = client(before, null)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> client.has("campain_progress"));
        }
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = socket(messages);

        say(socket, "join_campain", Scripts.CAMPAIGN.value());
        await().until(() -> ofRun(messages, before).size() == 2);
        topics.tell(Scripts.finished(before, Outcome.PASSED));
        topics.tell(Scripts.started(after, 1), Scripts.finished(after, Outcome.FAILED));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ofRun(messages, after).size() == 2);

        assertThat(names(messages, before)).containsExactly("campain_started", "campain_progress", "campain_completed");
        assertThat(names(messages, after)).containsExactly("campain_started", "campain_completed");
        assertThat(messages)
                .allMatch(message -> message.path("room").asString().equals("campain_" + Scripts.CAMPAIGN)
                        && message.path("data").path("campain_id").asString().equals(Scripts.CAMPAIGN.value()));
        socket.abort();
    }

    private static List<String> names(List<JsonNode> messages, RunId run) {
        return messages.stream()
                .filter(message ->
                        message.path("data").path("rapport_id").asString("").equals(run.value()))
                .map(message -> message.path("event").asString())
                .toList();
    }

    @Test
    void tellsATestsLogFromALineOnAndEachLineOnce() {
        RunId run = knownRun();
        String test = Scripts.test(1).value();
        // The report has three lines already, and says that it knows nothing yet: whatever it missed comes again, live.
        report.log(run.value(), test, 3);
        topics.tell(Scripts.started(run, 2), Scripts.testStarted(run, 1));
        topics.log(Scripts.log(run, 1, 1, 4));
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = socket(messages);

        socket.sendText(
                        "{\"event\":\"join_test\",\"ack\":5,\"data\":{\"rapport_id\":\"%s\",\"test_id\":\"%s\",\"from_line\":2}}"
                                .formatted(run, test),
                        true)
                .join();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(lineNumbers(messages)).as("%s", messages).contains(4));
        topics.log(Scripts.log(run, 1, 5, 2));
        topics.tell(Scripts.testFinished(run, 1, Outcome.PASSED, 6, 2));
        topics.test(run, 2, 2);
        topics.tell(Scripts.finished(run, Outcome.PASSED));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> messages.getLast().path("event").asString("").equals("end"));

        assertThat(messages.getFirst())
                .hasToString("{\"ack\":5,\"data\":{\"ok\":true,\"room\":\"test_%s\",\"rapport_id\":\"%s\"}}"
                        .formatted(test, run));
        assertThat(lineNumbers(messages)).containsExactly(2, 3, 4, 5, 6);
        assertThat(messages)
                .extracting(message -> message.path("event").asString())
                .contains("test_started", "test_completed")
                .doesNotContain("snapshot", "campain_started", "campain_progress");
        assertThat(messages)
                .filteredOn(message -> message.path("event").asString("").startsWith("test_"))
                .allMatch(message ->
                        message.path("data").path("test_id").asString().equals(test));
        socket.abort();
    }

    private static List<Integer> lineNumbers(List<JsonNode> messages) {
        return messages.stream()
                .flatMap(message -> message.path("data").path("lines").valueStream())
                .map(line -> line.path("n").asInt())
                .toList();
    }

    @Test
    void watchesManyRoomsOverOneStreamAndResumesThemAll() {
        RunId one = knownRun();
        RunId other = knownRun();
        String address = gateway.address() + "/api/live?rapport=" + one + "&rapport=" + other;
        List<Event> seen = new ArrayList<>();
        String lastId;
        try (EventLines client = EventLines.at(address, tokens.valid(), null)) {
            topics.tell(Scripts.started(one, 1), Scripts.started(other, 1));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.names().stream()
                                    .filter("campain_started"::equals)
                                    .count()
                            == 2);
            seen.addAll(client.events());
            lastId = client.events().getLast().id();
        }
        topics.test(one, 1, 1);
        topics.tell(Scripts.finished(one, Outcome.PASSED), Scripts.finished(other, Outcome.FAILED));
        try (EventLines client = EventLines.at(address, tokens.valid(), lastId)) {
            await().atMost(Duration.ofSeconds(60)).until(client::isOver);
            seen.addAll(client.events());
            assertThat(client.names()).filteredOn("resumed"::equals).hasSize(2);
        }

        for (RunId run : List.of(one, other)) {
            try (EventLines alone = client(run, null)) {
                awaitEnd(alone);
                assertThat(seen.stream()
                                .filter(event ->
                                        event.data().path("room").asString().equals("rapport_" + run)
                                                && !event.name().equals("resumed"))
                                .map(Event::name))
                        .hasSameElementsAs(alone.names())
                        .hasSameSizeAs(alone.names());
            }
        }
    }

    @Test
    void replaysARunWithTheLiveStreamsIds() throws Exception {
        RunId run = knownRun();
        wholeRun(run);
        try (EventLines live = client(run, null)) {
            awaitEnd(live);
            try (EventLines replay = EventLines.at(
                    gateway.address() + "/api/rapports/" + run + "/replay?speed=max", tokens.valid(), null)) {
                awaitEnd(replay);
                assertThat(replay.names()).startsWith("replay", "snapshot", "campain_started");
                assertThat(history(said(replay))
                                .subList(2, history(said(replay)).size()))
                        .isEqualTo(history(said(live))
                                .subList(1, history(said(live)).size()));
                assertThat(lines(said(replay))).isEqualTo(lines(said(live)));
                String id = replay.events().get(4).id();
                try (EventLines rest = EventLines.at(
                        gateway.address() + "/api/rapports/" + run + "/replay?speed=10", tokens.valid(), id)) {
                    awaitEnd(rest);
                    assertThat(said(rest).subList(1, said(rest).size()))
                            .isEqualTo(said(replay).subList(5, said(replay).size()));
                }
            }
        }
        var slow = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(gateway.address() + "/api/rapports/" + run + "/replay?speed=2"))
                                .header("Authorization", "Bearer " + tokens.valid())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(slow.statusCode()).isEqualTo(400);
    }

    private static void say(WebSocket socket, String event, String campaign) {
        socket.sendText("{\"event\":\"" + event + "\",\"data\":{\"campain_id\":\"" + campaign + "\"}}", true)
                .join();
    }

    @Test
    void endsAStreamWithItsToken() {
        RunId run = knownRun();
        try (EventLines client = EventLines.of(
                gateway.address(), run.value(), tokens.token("user-1", "vigie", Duration.ofSeconds(3)), null)) {
            await().atMost(Duration.ofSeconds(20)).until(client::isOver);
            assertThat(client.names()).containsExactly("snapshot", "cut");
            assertThat(client.events().getLast().data().path("reason").asString())
                    .isEqualTo("token-expired");
        }
    }

    @Test
    void saysThatTheHistoryIsLostWhenTheTopicsAreMadeAnew() {
        RunId run = knownRun();
        EventLines client = client(run, null);
        topics.tell(Scripts.started(run, 1));
        await().until(() -> client.has("campain_started"));
        String oldId = client.events().getLast().id();

        kafka.forgetEverything();
        kafka.createTopics(4, Set.of(Topics.RUN_EVENTS.name(), Topics.TEST_LOGS.name(), Topics.CAMPAIGN_EVENTS.name()));

        await().atMost(Duration.ofSeconds(60)).until(() -> client.has("history_lost"));
        await().until(() -> client.events().getLast().name().equals("snapshot"));
        assertThat(client.events().getLast().id()).doesNotStartWith(oldId.substring(0, oldId.indexOf(':')));
        topics.close();
        topics = new RunTopics(kafka.bootstrap());
        topics.tell(Scripts.started(run, 1), Scripts.finished(run, Outcome.PASSED));
        awaitEnd(client);
        assertThat(client.names())
                .containsExactly(
                        "snapshot",
                        "campain_started",
                        "history_lost",
                        "snapshot",
                        "campain_started",
                        "campain_completed",
                        "end");
        client.close();

        try (EventLines late = client(run, oldId)) {
            awaitEnd(late);
            assertThat(late.names()).startsWith("history_lost", "snapshot", "campain_started");
        }
    }

    private static RunId knownRun() {
        RunId run = RunTopics.newRun();
        report.report(
                run.value(),
                "{\"_id\":\"%s\",\"status\":\"pending\",\"tests\":[],\"asOf\":{\"sequence\":0,\"runOffset\":-1,\"logOffset\":-1}}"
                        .formatted(run));
        return run;
    }

    private static void wholeRun(RunId run) {
        topics.tell(
                Scripts.started(run, TESTS), Scripts.queued(run, 1), Scripts.queued(run, 2), Scripts.queued(run, 3));
        topics.test(run, 1, TESTS);
        topics.test(run, 2, TESTS);
        topics.tell(Scripts.skipped(run, 3, TESTS), Scripts.finished(run, Outcome.FAILED));
    }

    private static EventLines client(RunId run, String lastId) {
        return EventLines.of(gateway.address(), run.value(), tokens.valid(), lastId);
    }

    private static void awaitEnd(EventLines client) {
        await().atMost(Duration.ofSeconds(60)).until(client::isOver);
        assertThat(client.events()).last().extracting(Event::name).isEqualTo("end");
    }

    /** What is told of the run; that a client has caught up is not. */
    private static List<String> said(EventLines client) {
        return client.events().stream()
                .filter(event -> !event.name().equals("resumed"))
                .map(Event::said)
                .toList();
    }

    private static List<String> lines(List<String> said) {
        return said.stream().filter(event -> event.startsWith("test_log")).toList();
    }

    private static List<String> history(List<String> said) {
        return said.stream().filter(event -> !event.startsWith("test_log")).toList();
    }

    private static List<String> ofRun(List<JsonNode> messages, RunId run) {
        return messages.stream()
                .filter(message -> {
                    JsonNode data = message.path("data");
                    return data.path("rapport_id").asString("").equals(run.value())
                            || data.path("_id").asString("").equals(run.value());
                })
                .map(message -> message.path("event").asString().equals("end")
                        ? "end"
                        : message.path("event").asString() + message.path("data"))
                .toList();
    }

    private static WebSocket socket(List<JsonNode> messages) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + tokens.valid())
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), new Recorder(messages))
                .join();
    }

    private static void join(WebSocket socket, RunId run, String after) {
        String more = after == null ? "" : ",\"after\":\"" + after + "\"";
        socket.sendText("{\"event\":\"join_rapport\",\"data\":{\"rapport_id\":\"" + run + "\"" + more + "}}", true)
                .join();
    }

    /** Everything that came over a WebSocket since the last test; reports are these tests' own inventions. */
    private static final List<JsonNode> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void hasSaidNothingThatTheContractsDoNotDeclare() {
        List<JsonNode> messages = List.copyOf(heard);
        heard.clear();
        assertThat(messages)
                .filteredOn(message -> !message.path("event").asString("").equals("snapshot"))
                .allSatisfy(message -> LiveProtocol.declares(message.has("ack") ? "Answer" : "LiveEvent", message));
    }

    private static final class Recorder implements WebSocket.Listener {

        private final List<JsonNode> messages;
        private final StringBuilder text = new StringBuilder();
        private volatile int closed;

        Recorder(List<JsonNode> messages) {
            this.messages = messages;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JsonMapper.shared().readTree(text.toString());
                heard.add(message);
                messages.add(message);
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed = status;
            return null;
        }
    }
}
