package io.vigie.actions.http;

import io.vigie.actions.place.Download;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of an answer up to a limit, and stops the transfer there: a target cannot fill the worker's memory. With a file to
 * fill, it goes on into the file, to the file's own limit.
 */
final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Bytes> {

    /**
     * What arrived.
     *
     * @param content the first bytes, up to the limit
     * @param isCut whether the transfer was stopped at the limit
     * @param size of everything that arrived
     */
    record Bytes(byte[] content, boolean isCut, long size) {}

    private final int limit;
    private final @Nullable Download file;
    private long size;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<Bytes> result = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    /** @param file takes everything; {@code null} when only the beginning matters */
    CappedBody(int limit, @Nullable Download file) {
        this.limit = limit;
        this.file = file;
    }

    @Override
    public CompletionStage<Bytes> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        if (subscription != null) {
            newSubscription.cancel();
            return;
        }
        subscription = newSubscription;
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                if (take(buffer)) {
                    stop();
                    result.complete(new Bytes(collected.toByteArray(), true, size));
                    return;
                }
            }
        } catch (IOException | RuntimeException refused) {
            stop();
            result.completeExceptionally(refused);
        }
    }

    /** @return whether the buffer holds more than the limit allows */
    private boolean take(ByteBuffer buffer) throws IOException {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        size += bytes.length;
        int room = Math.min(limit - collected.size(), bytes.length);
        collected.write(bytes, 0, room);
        if (file == null) {
            return room < bytes.length;
        }
        file.write(bytes, 0, bytes.length);
        return false;
    }

    private void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable cause) {
        result.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        result.complete(new Bytes(collected.toByteArray(), false, size));
    }
}
