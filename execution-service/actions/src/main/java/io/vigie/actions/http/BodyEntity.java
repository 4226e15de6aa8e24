package io.vigie.actions.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** A body as the client sends it; what kind it is stands in the request's headers. */
final class BodyEntity extends AbstractHttpEntity {

    private final SentBody body;
    private final long most;

    BodyEntity(SentBody body, long most) {
        super((String) null, null);
        this.body = body;
        this.most = most;
    }

    @Override
    public long getContentLength() {
        return body.size();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(out, most);
    }

    @Override
    public @Nullable InputStream getContent() {
        throw new UnsupportedOperationException("A body is written, not read.");
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public void close() {}
}
