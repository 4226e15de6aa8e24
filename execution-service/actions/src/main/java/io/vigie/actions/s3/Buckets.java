package io.vigie.actions.s3;

import io.vigie.action.ActionContext;
import io.vigie.actions.reach.JudgedAddresses;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes the client of one step. It knows nothing but what the step says: no credentials, profile, proxy or endpoint of the worker's
 * machine, since these are not the tester's. It connects to judged addresses alone, whatever host a bucket turns into, and it does not
 * try again what went wrong.
 */
final class Buckets {

    private static final Duration CONNECTING = Duration.ofSeconds(10);

    private Buckets() {}

    /** The caller closes both. */
    static SdkHttpClient connections(S3Step step, ActionContext context) {
        return new BoundedAnswers(
                Apache5HttpClient.builder()
                        .connectionTimeout(CONNECTING)
                        .socketTimeout(step.timeout())
                        .dnsResolver(new JudgedAddresses(context, step.port()))
                        .tlsSocketStrategy(
                                step.trust().isVerified()
                                        ? new DefaultClientTlsStrategy(
                                                step.trust().context())
                                        : new DefaultClientTlsStrategy(
                                                step.trust().context(),
                                                HostnameVerificationPolicy.CLIENT,
                                                NoopHostnameVerifier.INSTANCE))
                        .useIdleConnectionReaper(false)
                        .proxyConfiguration(ProxyConfiguration.builder()
                                .useSystemPropertyValues(false)
                                .useEnvironmentVariableValues(false)
                                .build())
                        .build(),
                step.operation() == S3Step.Operation.GET);
    }

    static S3Client open(S3Step step, SdkHttpClient connections) {
        return S3Client.builder()
                .httpClient(connections)
                .endpointOverride(step.endpoint())
                .region(Region.of(step.region()))
                .forcePathStyle(step.isPathStyle())
                .credentialsProvider(credentials(step.credentials()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    private static AwsCredentialsProvider credentials(Optional<S3Step.Credentials> given) {
        if (given.isEmpty()) {
            return AnonymousCredentialsProvider.create();
        }
        S3Step.Credentials own = given.get();
        AwsCredentials credentials = own.sessionToken().isPresent()
                ? AwsSessionCredentials.create(
                        own.accessKey(), own.secretKey(), own.sessionToken().get())
                : AwsBasicCredentials.create(own.accessKey(), own.secretKey());
        return StaticCredentialsProvider.create(credentials);
    }
}
