package io.vigie.actions.s3;

import io.vigie.actions.reach.LimitedStream;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Limits the answers that the SDK collects in memory before anybody sees them: listings, and what a server says when it refuses. An
 * object goes another way: it is read piece by piece, up to the limit of a download.
 *
 * @param client does the work
 * @param readsAnObject whether the body of a good answer is the object
 */
record BoundedAnswers(SdkHttpClient client, boolean readsAnObject) implements SdkHttpClient {

    private static final long MOST_BYTES = 5L * 1024 * 1024;

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                HttpExecuteResponse response = prepared.call();
                Optional<AbortableInputStream> body = response.responseBody();
                return body.isEmpty()
                                || (readsAnObject && response.httpResponse().isSuccessful())
                        ? response
                        : bounded(response, body.get());
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private static HttpExecuteResponse bounded(HttpExecuteResponse response, AbortableInputStream body) {
        LimitedStream limited = new LimitedStream(body, MOST_BYTES, "the answer of the server", body::abort) {
            @Override
            public void close() {
                // To close in peace is to read what is left, however long it is; nobody needs the connection again.
                body.abort();
            }
        };
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(AbortableInputStream.create(limited, body))
                .build();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
