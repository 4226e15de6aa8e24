package io.vigie.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Against a real S3 server that checks signatures. */
class S3StorageIT extends StorageContract {

    private static final StorageSettings.Credentials CREDENTIALS =
            new StorageSettings.Credentials("vigie", "a secret of the storage");

    private static TransientNio2BlobStore blobs;
    private static S3Proxy server;
    private static FileStorage storage;

    @BeforeAll
    static void start() throws Exception {
        blobs = new TransientNio2BlobStore();
        blobs.createContainer("files");
        server = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .build();
        server.start();
        storage = Storages.of(settings("files", CREDENTIALS));
    }

    @AfterAll
    static void stop() throws Exception {
        storage.close();
        server.stop();
    }

    @Override
    FileStorage storage() {
        return storage;
    }

    @Test
    void deletesMoreFilesThanOneRequestCanName() throws Exception {
        for (int i = 0; i < 1_005; i++) {
            PutObjectRequest request = PutObjectRequest.builder()
                    .bucket("files")
                    .key("many/" + i)
                    .contentLength(1L)
                    .build();
            blobs.putBlob(request, stream("x"));
        }
        assertThat(read("many/1004")).isEqualTo("x");

        storage.deleteAll("many/");

        assertThat(storage.get("many/0")).isEmpty();
        assertThat(storage.get("many/1004")).isEmpty();
    }

    @Test
    void leavesALongRestUnreadWhenTheReaderClosesEarly() throws Exception {
        put("early/a", "x".repeat(900_000));

        try (FileStorage.Content content = storage.get("early/a").orElseThrow()) {
            assertThat(content.stream().read()).isEqualTo('x');
        }

        assertThat(read("early/a")).hasSize(900_000);
    }

    @Test
    void saysThatTheBucketIsMissing() throws Exception {
        try (FileStorage missing = Storages.of(settings("nowhere", CREDENTIALS))) {
            assertThatThrownBy(() -> missing.put("a", stream("x"), LIMIT))
                    .hasMessage("Expected the S3 storage to keep a file, but there is no bucket of that name.");
        }
    }

    @Test
    void saysThatItsCredentialsAreRefusedWithoutShowingThem() throws Exception {
        try (FileStorage stranger =
                Storages.of(settings("files", new StorageSettings.Credentials("vigie", "a wrong secret")))) {
            assertThatThrownBy(() -> stranger.put("a", stream("x"), LIMIT))
                    .hasMessageStartingWith("Expected the S3 storage to keep a file, but it answered 403 ")
                    .hasMessageNotContaining("wrong secret");
        }
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (FileStorage silent = Storages.of(new StorageSettings.S3(
                URI.create("http://127.0.0.1:" + port), "us-east-1", "files", true, CREDENTIALS))) {
            assertThatThrownBy(() -> silent.delete("a"))
                    .hasMessage("Expected the S3 storage to delete a file, but it could not be reached.");
        }
    }

    private static StorageSettings settings(String bucket, StorageSettings.Credentials credentials) {
        return new StorageSettings.S3(
                URI.create("http://127.0.0.1:" + server.getPort()), "us-east-1", bucket, true, credentials);
    }
}
