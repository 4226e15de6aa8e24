package io.vigie.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageSettingsTests {

    private static final Path FALLBACK = Path.of("fallback");

    @Test
    void keepsFilesInTheGivenDirectoryUnlessToldOtherwise() {
        assertThat(read(Map.of())).isEqualTo(new StorageSettings.Directory(FALLBACK));
        assertThat(read(Map.of("VIGIE_STORAGE", " ", "VIGIE_STORAGE_DIRECTORY", "own")))
                .isEqualTo(new StorageSettings.Directory(Path.of("own")));
    }

    @Test
    void readsABucketOfAnotherServer() {
        assertThat(read(Map.of(
                        "VIGIE_STORAGE", "S3",
                        "VIGIE_STORAGE_S3_ENDPOINT", "http://127.0.0.1:9000",
                        "VIGIE_STORAGE_S3_BUCKET", "vigie",
                        "VIGIE_STORAGE_S3_ACCESS_KEY", "key",
                        "VIGIE_STORAGE_S3_SECRET_KEY", "secret")))
                .isEqualTo(new StorageSettings.S3(
                        URI.create("http://127.0.0.1:9000"),
                        "us-east-1",
                        "vigie",
                        true,
                        new StorageSettings.Credentials("key", "secret")));
    }

    @Test
    void readsABucketOfAmazonWithTheCredentialsOfTheMachine() {
        assertThat(read(Map.of(
                        "VIGIE_STORAGE", "s3", "VIGIE_STORAGE_S3_REGION", "eu-west-3", "VIGIE_STORAGE_S3_BUCKET", "v")))
                .isEqualTo(new StorageSettings.S3(null, "eu-west-3", "v", false, null));
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        assertThatThrownBy(() -> read(Map.of("VIGIE_STORAGE", "tape"))).hasMessageContaining("found \"tape\"");
        assertThatThrownBy(() -> read(Map.of("VIGIE_STORAGE", "s3"))).hasMessageContaining("VIGIE_STORAGE_S3_BUCKET");
        assertThatThrownBy(() -> read(Map.of(
                        "VIGIE_STORAGE", "s3", "VIGIE_STORAGE_S3_BUCKET", "v", "VIGIE_STORAGE_S3_SECRET_KEY", "hush")))
                .hasMessageContaining("VIGIE_STORAGE_S3_ACCESS_KEY")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "ftp://host", "http://user:pass@host", "http://", "::"})
    void refusesAnEndpointThatIsNoPlainAddress(String endpoint) {
        assertThatThrownBy(() -> read(Map.of(
                        "VIGIE_STORAGE", "s3",
                        "VIGIE_STORAGE_S3_BUCKET", "v",
                        "VIGIE_STORAGE_S3_ENDPOINT", endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VIGIE_STORAGE_S3_ENDPOINT")
                .hasMessageNotContaining("pass@");
    }

    @Test
    void keepsTheSecretOutOfEveryText() {
        assertThat(new StorageSettings.S3(null, "r", "b", false, new StorageSettings.Credentials("key", "hush")))
                .hasToString(
                        "S3[endpoint=null, region=r, bucket=b, pathStyle=false, credentials=Credentials[key, hidden]]");
    }

    private static StorageSettings read(Map<String, String> values) {
        return StorageSettings.read(values::get, FALLBACK);
    }
}
