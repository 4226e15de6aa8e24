package io.vigie.actions.sftp;

import io.vigie.actions.place.Entry;
import io.vigie.actions.place.Listing;
import io.vigie.actions.remote.RemoteFiles;
import io.vigie.actions.remote.RemoteRefusal;
import io.vigie.actions.remote.RemoteStep;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Files over an SSH session that belongs to this and is closed with it. */
final class SftpFiles implements RemoteFiles {

    private final ClientSession session;
    private final SftpClient client;

    private SftpFiles(ClientSession session, SftpClient client) {
        this.session = session;
        this.client = client;
    }

    static SftpFiles open(ClientSession session) throws IOException {
        try {
            return new SftpFiles(session, SftpClientFactory.instance().createSftpClient(session));
        } catch (IOException | RuntimeException failed) {
            session.close(true);
            throw failed;
        }
    }

    private interface Call<T> {
        T make() throws IOException;
    }

    private static <T> T explained(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (SftpException no) {
            throw switch (no.getStatus()) {
                case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH -> RemoteRefusal.missing();
                case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
                    RemoteRefusal.denied();
                case SftpConstants.SSH_FX_CONNECTION_LOST, SftpConstants.SSH_FX_NO_CONNECTION -> no;
                default -> RemoteRefusal.saying(SftpConstants.getStatusName(no.getStatus()));
            };
        }
    }

    @Override
    public void download(String path, OutputStream sink) throws IOException {
        explained(() -> {
            try (InputStream stream = client.read(path)) {
                RemoteStep.copy(stream, sink);
            }
            return path;
        });
    }

    @Override
    public void upload(InputStream source, String path) throws IOException {
        explained(() -> {
            try (OutputStream stream = client.write(path)) {
                RemoteStep.copy(source, stream);
            }
            return path;
        });
    }

    @Override
    public void list(String path, Listing listing) throws IOException {
        explained(() -> {
            try (SftpClient.CloseableHandle directory = client.openDir(path)) {
                AtomicReference<Boolean> isLast = new AtomicReference<>(false);
                List<SftpClient.DirEntry> some;
                do {
                    some = client.readDir(directory, isLast);
                    if (some != null) {
                        some.forEach(entry -> listing.add(entry(entry.getFilename(), entry.getAttributes())));
                    }
                } while (some != null && !Boolean.TRUE.equals(isLast.get()));
            }
            return path;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        explained(() -> {
            if (client.lstat(path).isDirectory()) {
                client.rmdir(path);
            } else {
                client.remove(path);
            }
            return path;
        });
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        explained(() -> {
            client.mkdir(path);
            return path;
        });
    }

    @Override
    public void rename(String path, String newPath) throws IOException {
        explained(() -> {
            client.rename(path, newPath);
            return path;
        });
    }

    @Override
    public Entry stat(String path) throws IOException {
        return explained(() -> entry(path, client.stat(path)));
    }

    private static Entry entry(String name, SftpClient.Attributes attributes) {
        Entry.Kind kind = attributes.isRegularFile()
                ? Entry.Kind.FILE
                : attributes.isDirectory()
                        ? Entry.Kind.DIRECTORY
                        : attributes.isSymbolicLink() ? Entry.Kind.LINK : Entry.Kind.OTHER;
        return new Entry(
                name,
                kind,
                kind == Entry.Kind.FILE ? attributes.getSize() : 0,
                attributes.getModifyTime() == null
                        ? null
                        : attributes.getModifyTime().toInstant());
    }

    @Override
    public void close() {
        session.close(true);
    }
}
