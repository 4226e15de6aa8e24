package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.wire.MessageJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CtrfJsonTests {

    private static String text(ExportedRun run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CtrfJson(new Logs("Europe/Paris")).write(run, Locale.FRENCH, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(ExportedRun run) throws IOException {
        return MessageJson.mapper().readTree(text(run));
    }

    private static JsonNode test(JsonNode report, String id) {
        for (JsonNode test : report.path("results").path("tests")) {
            if (test.path("testId").asString().equals(id)) {
                return test;
            }
        }
        throw new AssertionError("Expected a test " + id + ", but there is none.");
    }

    @Test
    void isWhatItsSchemaDescribes() throws IOException {
        try (InputStream file = CtrfJsonTests.class.getResourceAsStream("/schemas/ctrf-0.0.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);

            assertThat(schema.validate(text(Hostile.everything()), InputFormat.JSON))
                    .isEmpty();
            assertThat(schema.validate(text(new ToldRun().running().with(Hostile.test("a"))), InputFormat.JSON))
                    .isEmpty();
            assertThat(schema.validate("{\"reportFormat\":\"CTRF\"}", InputFormat.JSON))
                    .as("the schema says no, too")
                    .isNotEmpty();
        }
    }

    @Test
    void countsWhatItHolds() throws IOException {
        JsonNode results = json(Hostile.everything()).path("results");

        JsonNode summary = results.path("summary");
        assertThat(summary.path("tests").asInt())
                .isEqualTo(results.path("tests").size());
        for (String status : new String[] {"passed", "failed", "skipped", "pending", "other"}) {
            int found = 0;
            for (JsonNode test : results.path("tests")) {
                found += test.path("status").asString().equals(status) ? 1 : 0;
            }
            assertThat(summary.path(status).asInt()).as(status).isEqualTo(found);
        }
        assertThat(summary.path("flaky").asInt()).isEqualTo(1);
    }

    @Test
    void tellsRetriesFilesAndTheEnvironment() throws IOException {
        JsonNode report = json(Hostile.everything());

        JsonNode flaky = test(report, "flaky");
        assertThat(flaky.path("flaky").asBoolean()).isTrue();
        assertThat(flaky.path("retries").asInt()).isEqualTo(2);
        assertThat(flaky.path("retryAttempts")).hasSize(2);
        assertThat(flaky.path("retryAttempts").path(1).path("message").asString())
                .isEqualTo("boom");
        assertThat(test(report, "after-loss").path("flaky").asBoolean()).isFalse();
        assertThat(test(report, "after-loss")
                        .path("retryAttempts")
                        .path(0)
                        .path("status")
                        .asString())
                .isEqualTo("other");
        assertThat(report.path("results")
                        .path("environment")
                        .path("testEnvironment")
                        .asString())
                .isEqualTo("PRODUCTION");
        assertThat(report.findValues("attachments")
                        .getFirst()
                        .path(0)
                        .path("path")
                        .asString())
                .startsWith("/api/rapports/" + ToldRun.RUN + "/tests/..%2Fhostile%2F")
                .endsWith("/artifacts/1/1");
    }

    @Test
    void givesBackWhatPeopleWrote() throws IOException {
        Random random = new Random(17);
        for (int turn = 0; turn < 300; turn++) {
            String text = Hostile.anyText(random);

            JsonNode report = json(new ToldRun().with(Hostile.test("a").ended(Outcome.FAILED, text)));

            assertThat(test(report, "a").path("message").asString()).isEqualTo(Json.whole(text));
        }
    }
}
