package io.vigie.actions.remote;

import io.vigie.actions.place.Entry;
import io.vigie.actions.place.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The files of another machine, over one open connection. For one thread. Every call blocks, throws {@link RemoteRefusal} when the
 * server says no and another {@link IOException} when the connection breaks. Nothing a server says is kept without a limit.
 */
public interface RemoteFiles extends AutoCloseable {

    /** Passes a file's bytes on as they come; the sink throws when there are too many. */
    void download(String path, OutputStream sink) throws IOException;

    /** Writes a file, replacing one of that name. */
    void upload(InputStream source, String path) throws IOException;

    /** Adds the members of a directory as they come; the listing throws when there are too many. */
    void list(String path, Listing listing) throws IOException;

    /** Deletes a file, or an empty directory. */
    void delete(String path) throws IOException;

    /** Makes one directory. */
    void makeDirectory(String path) throws IOException;

    /** Gives a file or a directory another name. */
    void rename(String path, String newPath) throws IOException;

    /** What stands under a name. */
    Entry stat(String path) throws IOException;

    @Override
    void close() throws IOException;
}
