package io.vigie.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Api.Answer;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.storage.FileStorage;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of campaigns, sent as browsers send them. */
@RealService
class FilesIT {

    private static final String BOUNDARY = "----vigie";

    @TempDir
    static java.nio.file.Path storageDirectory;

    @DynamicPropertySource
    static void storage(DynamicPropertyRegistry properties) {
        properties.add("vigie.files", storageDirectory::toString);
    }

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    @Autowired
    FileStorage storage;

    @Autowired
    JdbcClient jdbc;

    private final HttpClient client = HttpClient.newHttpClient();
    private KafkaProbe kafka;
    private Api api;
    private String campaign;

    @BeforeEach
    void aCampaign() {
        kafka = new KafkaProbe(broker);
        actions.announce(Actions.pause());
        api = Api.stranger(port).asAdmin();
        campaign = api.campaign("Campagne");
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void keepsListsGivesBackAndDeletes() throws Exception {
        HttpResponse<String> uploaded =
                upload("données.csv", null, "a;b\n1;2\n".repeat(200).getBytes(UTF_8));
        upload("B.txt", null, "b".getBytes(UTF_8));
        upload("page.html", "a.html", "<script>alert(1)</script>".getBytes(UTF_8));

        assertThat(uploaded.statusCode()).isEqualTo(201);
        JsonNode answer = json(uploaded);
        assertThat(answer.path("message").asString("")).isEqualTo("Fichier uploadé avec succès");
        assertThat(answer.path("file").path("name").asString("")).isEqualTo("données.csv");
        assertThat(answer.path("file").path("size").asDouble()).isEqualTo(1.56);
        assertThat(names()).containsExactly("a.html", "B.txt", "données.csv");

        HttpResponse<byte[]> page = download("a.html");
        assertThat(new String(page.body(), UTF_8)).isEqualTo("<script>alert(1)</script>");
        assertThat(page.headers().map())
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("content-security-policy", List.of("sandbox; default-src 'none'"));
        assertThat(download("données.csv").headers().firstValue("content-disposition"))
                .hasValueSatisfying(value ->
                        assertThat(value).startsWith("attachment;").contains("filename*=UTF-8''donn%C3%A9es.csv"));

        Answer deleted = api.delete("/api/campains/" + campaign + "/files/" + encoded("données.csv"));
        assertThat(deleted.message()).isEqualTo("Fichier supprimé avec succès");
        assertThat(names()).containsExactly("a.html", "B.txt");
        assertThat(api.get("/api/campains/" + campaign + "/files/" + encoded("données.csv"))
                        .message())
                .isEqualTo("Fichier non trouvé");
        assertThat(api.delete("/api/campains/" + campaign + "/files/none").status())
                .isEqualTo(404);
    }

    @Test
    void freezesWhatALaunchMayUseWhateverIsChangedLater() throws Exception {
        upload("a.txt", null, "first".getBytes(UTF_8));
        upload("b.txt", null, "kept".getBytes(UTF_8));
        api.environment("FILES");
        api.test(campaign, "t");
        String run =
                api.launch(campaign, "Rapport " + UUID.randomUUID(), "FILES").text("rapport_id");
        upload("a.txt", null, "second".getBytes(UTF_8));
        api.delete("/api/campains/" + campaign + "/files/b.txt");

        CampaignFiles frozen = definition(launched(run).filesVersion());
        assertThat(frozen.files()).extracting(CampaignFile::name).containsExactly("a.txt", "b.txt");
        assertThat(frozen.files()).extracting(this::content).containsExactly("first", "kept");
        assertThat(definition(4).files()).extracting(this::content).containsExactly("second");
        assertThat(frozen.files()).allMatch(file -> isNotedAsUnneeded(file.sha256()));
    }

    @Test
    void refusesWhatIsNoFile() throws Exception {
        assertThat(message(send(new byte[0], BOUNDARY))).isEqualTo("Aucun fichier fourni");
        assertThat(message(upload("", null, "x".getBytes(UTF_8)))).isEqualTo("Nom de fichier vide");
        assertThat(api.post("/api/campains/" + campaign + "/files", Map.of()).message())
                .isEqualTo("Aucun fichier fourni");
        assertThat(message(upload("a.txt", "../../etc/passwd", "x".getBytes(UTF_8))))
                .isEqualTo("Nom de fichier invalide");
        assertThat(json(upload("/home/ada/a.txt", null, "x".getBytes(UTF_8)))
                        .path("file")
                        .path("name")
                        .asString(""))
                .isEqualTo("a.txt");
        assertThat(api.get("/api/campains/" + UUID.randomUUID() + "/files").message())
                .isEqualTo("Campagne non trouvée");
        assertThat(Api.stranger(port)
                        .get("/api/campains/" + campaign + "/files")
                        .status())
                .isEqualTo(401);
    }

    /** Of unknown length, so that nobody can refuse it before it is read. */
    @Test
    void refusesAFileOverTheLimitAndTakesALargeOne() throws Exception {
        long most = 100L * 1024 * 1024;

        HttpResponse<String> tooLarge = stream(most + 1);
        HttpResponse<String> large = stream(most / 10);

        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(message(tooLarge)).isEqualTo("Fichier trop volumineux : 100 Mo au plus");
        assertThat(large.statusCode()).isEqualTo(201);
        assertThat(json(large).path("file").path("size").asDouble()).isEqualTo(10_240);
    }

    private boolean isNotedAsUnneeded(String sha256) {
        return jdbc.sql("SELECT count(*) FROM unneeded_content WHERE campaign_id = ? AND sha256 = ?")
                        .params(campaign, sha256)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private HttpResponse<String> stream(long size) throws Exception {
        byte[] head = head("file", "large.bin");
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8);
        HttpRequest request = request()
                .POST(BodyPublishers.ofInputStream(() -> new SequenceInputStream(Collections.enumeration(
                        List.of(new ByteArrayInputStream(head), new Zeros(size), new ByteArrayInputStream(tail))))))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> upload(String fileName, String customName, byte[] content) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(head("file", fileName));
        body.write(content);
        body.write("\r\n".getBytes(UTF_8));
        if (customName != null) {
            body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"customName\"\r\n\r\n" + customName
                            + "\r\n")
                    .getBytes(UTF_8));
        }
        return send(body.toByteArray(), BOUNDARY);
    }

    private HttpResponse<String> send(byte[] parts, String boundary) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(parts);
        body.write(("--" + boundary + "--\r\n").getBytes(UTF_8));
        return client.send(
                request().POST(BodyPublishers.ofByteArray(body.toByteArray())).build(), BodyHandlers.ofString());
    }

    private static byte[] head(String part, String fileName) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: text/html\r\n\r\n")
                .getBytes(UTF_8);
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/campains/" + campaign + "/files"))
                .header("Authorization", "Bearer " + api.token())
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
    }

    private HttpResponse<byte[]> download(String name) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + port + "/api/campains/" + campaign + "/files/" + encoded(name)))
                        .header("Authorization", "Bearer " + api.token())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private List<String> names() {
        return StreamSupport.stream(
                        api.get("/api/campains/" + campaign + "/files")
                                .body()
                                .path("files")
                                .spliterator(),
                        false)
                .map(file -> file.path("name").asString(""))
                .toList();
    }

    private Launched launched(String run) {
        return Awaitility.await()
                .until(
                        () -> kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                                .filter(record -> run.equals(record.key()))
                                .map(record -> KafkaMessages.read(record).message())
                                .filter(Launched.class::isInstance)
                                .map(Launched.class::cast)
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private CampaignFiles definition(long version) {
        String key = CampaignFiles.key(CampaignId.of(campaign), version);
        return (CampaignFiles) Awaitility.await()
                .until(
                        () -> kafka.all(Topics.DEFINITIONS.name()).stream()
                                .filter(record -> key.equals(record.key()))
                                .toList(),
                        found -> !found.isEmpty())
                .stream()
                .map(record -> KafkaMessages.read(record).message())
                .findFirst()
                .orElseThrow();
    }

    private String content(CampaignFile file) {
        try (FileStorage.Content content =
                storage.get(file.storageKey(CampaignId.of(campaign))).orElseThrow()) {
            return new String(content.stream().readAllBytes(), UTF_8);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String message(HttpResponse<String> response) {
        return json(response).path("message").asString("");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(length, left);
            left -= some;
            return some;
        }
    }
}
