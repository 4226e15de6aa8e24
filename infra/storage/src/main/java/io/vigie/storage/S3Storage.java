package io.vigie.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps files in a bucket of S3, or of a server that speaks like it, one object a key. A content of unknown length is first written to
 * a temporary file, so that its limit is judged before anything is sent; then it is one request, which S3 carries out wholly or not at
 * all, and which carries the digest for servers that check it. A file of more than 5 GiB is refused, as S3 does with one request.
 *
 * <p>Reads see the last finished write, as S3 has promised since 2020; a server that promises less gives less. The bucket is not looked
 * at before the first call.
 */
public final class S3Storage implements FileStorage {

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final long MOST_BYTES_OF_ONE_REQUEST = 5L * 1024 * 1024 * 1024;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String bucket;

    private S3Storage(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** Makes the client; nothing is sent yet. */
    public static S3Storage open(StorageSettings.S3 settings) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SILENCE))
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                // Other servers stumble over checksums that S3 itself does not ask for.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        StorageSettings.Credentials credentials = settings.credentials();
        if (credentials != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey())));
        }
        return new S3Storage(builder.build(), settings.bucket());
    }

    @Override
    public Stored put(String key, InputStream content, long limit) throws IOException {
        StorageKey.checked(key);
        Path part = Files.createTempFile("vigie-", ".part");
        try {
            MeasuredCopy copy;
            try (OutputStream out = Files.newOutputStream(part)) {
                copy = MeasuredCopy.copy(content, out, Math.min(limit, MOST_BYTES_OF_ONE_REQUEST));
            }
            String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(copy.sha256()));
            asked(
                    "keep a file",
                    () -> client.putObject(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .contentLength(copy.size())
                                    .contentType("application/octet-stream")
                                    .checksumSHA256(digest),
                            RequestBody.fromFile(part)));
            return new Stored(key, copy.size(), copy.sha256());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public Optional<Content> get(String key) throws IOException {
        StorageKey.checked(key);
        return asked("read a file", () -> {
            try {
                ResponseInputStream<GetObjectResponse> object =
                        client.getObject(request -> request.bucket(bucket).key(key));
                return Optional.of(
                        new Content(new ObjectStream(object), object.response().contentLength()));
            } catch (NoSuchKeyException missing) {
                return Optional.<Content>empty();
            }
        });
    }

    @Override
    public void delete(String key) throws IOException {
        StorageKey.checked(key);
        asked(
                "delete a file",
                () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
    }

    @Override
    public void deleteAll(String prefix) throws IOException {
        StorageKey.folder(prefix);
        Optional<S3Error> refused = asked("delete files", () -> {
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                    request -> request.bucket(bucket).prefix(prefix))) {
                List<ObjectIdentifier> keys = page.contents().stream()
                        .map(object ->
                                ObjectIdentifier.builder().key(object.key()).build())
                        .toList();
                if (!keys.isEmpty()) {
                    List<S3Error> errors = client.deleteObjects(request -> request.bucket(bucket)
                                    .delete(batch -> batch.objects(keys).quiet(true)))
                            .errors();
                    if (!errors.isEmpty()) {
                        return Optional.of(errors.getFirst());
                    }
                }
            }
            return Optional.<S3Error>empty();
        });
        if (refused.isPresent()) {
            throw new IOException("Expected to delete every file under a prefix, but the storage refused one: "
                    + refused.get().code() + ".");
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** What the storage answers; its troubles become an {@link IOException} that names the fact and no address, key or secret. */
    private static <T> T asked(String intent, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (AbortedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Expected to " + intent + ", but the thread was interrupted.", interrupted);
        } catch (S3Exception refused) {
            String fact = refused.statusCode() == NOT_FOUND
                    ? "there is no bucket of that name"
                    : "it answered " + refused.statusCode() + " "
                            + Optional.ofNullable(refused.awsErrorDetails())
                                    .flatMap(details -> Optional.ofNullable(details.errorCode()))
                                    .orElse("without a reason");
            throw new IOException("Expected the S3 storage to " + intent + ", but " + fact + ".", refused);
        } catch (SdkException unreachable) {
            throw new IOException(
                    "Expected the S3 storage to " + intent + ", but it could not be reached.", unreachable);
        }
    }

    /** An object's bytes. Closed early, it ends the connection instead of reading a long rest. */
    private static final class ObjectStream extends FilterInputStream {

        private final ResponseInputStream<GetObjectResponse> object;
        private boolean isAtEnd;

        ObjectStream(ResponseInputStream<GetObjectResponse> object) {
            super(object);
            this.object = object;
        }

        @Override
        public int read() throws IOException {
            int read = object.read();
            isAtEnd |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = object.read(bytes, from, length);
            isAtEnd |= read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (isAtEnd) {
                object.close();
            } else {
                object.abort();
            }
        }
    }
}
