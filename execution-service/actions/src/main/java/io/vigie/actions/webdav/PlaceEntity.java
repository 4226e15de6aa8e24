package io.vigie.actions.webdav;

import io.vigie.actions.place.Confined;
import io.vigie.actions.place.Place;
import io.vigie.actions.remote.RemoteStep;
import io.vigie.actions.remote.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A local file as the body of a request, read anew when the server first asks who is there. */
final class PlaceEntity extends AbstractHttpEntity {

    private final Place place;
    private final long most;
    private final long size;

    /** @throws io.vigie.action.ActionBrokenException when it cannot be read, or is above the limit */
    PlaceEntity(Place place, long most) throws InterruptedException, IOException {
        super(ContentType.APPLICATION_OCTET_STREAM, null);
        this.place = place;
        this.most = most;
        try (Confined.Reading reading = place.directory().read(place.name());
                Upload upload = new Upload(reading.stream(), reading.size(), most)) {
            this.size = reading.size();
        }
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public long getContentLength() {
        return size;
    }

    @Override
    public InputStream getContent() throws IOException {
        try {
            Confined.Reading reading = place.directory().read(place.name());
            return new Upload(reading.stream(), reading.size(), most);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            RemoteStep.copy(in, out);
        }
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public void close() {}
}
