package io.vigie.actions.ftp;

import io.vigie.actions.place.Entry;
import io.vigie.actions.place.Listing;
import io.vigie.actions.reach.LimitedStream;
import io.vigie.actions.remote.RemoteFiles;
import io.vigie.actions.remote.RemoteRefusal;
import io.vigie.actions.remote.RemoteStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.ftp.parser.MLSxEntryParser;
import org.jspecify.annotations.Nullable;

/** Files over one FTP connection that belongs to this. */
final class FtpFiles implements RemoteFiles {

    /** The most bytes of a listing: more than the most entries that are kept, with long names, need. */
    private static final long MOST_LISTING_BYTES = 4L * 1024 * 1024;

    private static final int NOT_AVAILABLE = 550;
    private static final Set<Integer> NOT_IMPLEMENTED = Set.of(500, 501, 502, 504);

    private final FtpDialogue ftp;

    FtpFiles(FtpDialogue ftp) {
        this.ftp = ftp;
    }

    /** What a server that says no has said. */
    static RemoteRefusal refusal(FTPClient ftp) {
        return RemoteRefusal.saying(ftp.getReplyString());
    }

    private void require(boolean isDone) throws IOException {
        if (!isDone) {
            throw refusal(ftp);
        }
    }

    private interface Passing {
        void pass(Socket data) throws IOException;
    }

    /** Opens a data connection, uses it, and hears what the server says at the end. */
    private void transfer(String command, String path, Passing passing) throws IOException {
        try (Socket data = ftp._openDataConnection_(command, path)) {
            passing.pass(data);
        }
        require(ftp.completePendingCommand());
    }

    @Override
    public void download(String path, OutputStream sink) throws IOException {
        transfer("RETR", path, data -> RemoteStep.copy(data.getInputStream(), sink));
    }

    @Override
    public void upload(InputStream source, String path) throws IOException {
        transfer("STOR", path, data -> RemoteStep.copy(source, data.getOutputStream()));
    }

    @Override
    public void list(String path, Listing listing) throws IOException {
        try {
            transfer(
                    "MLSD",
                    path,
                    data -> lines(data, reader -> {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            FTPFile file = MLSxEntryParser.parseEntry(line);
                            // The directory itself and its parent have types of their own, and names that are paths.
                            if (file != null && !line.toLowerCase(Locale.ROOT).matches("(?s).*type=[cp]dir;.*")) {
                                listing.add(entry(file));
                            }
                        }
                    }));
        } catch (RemoteRefusal no) {
            if (!NOT_IMPLEMENTED.contains(ftp.getReplyCode())) {
                throw no;
            }
            listAsText(path, listing);
        }
    }

    private void listAsText(String path, Listing listing) throws IOException {
        FTPFileEntryParser parser = new DefaultFTPFileEntryParserFactory().createFileEntryParser(system());
        transfer(
                "LIST",
                path,
                data -> lines(data, reader -> {
                    for (String line = parser.readNextEntry(reader);
                            line != null;
                            line = parser.readNextEntry(reader)) {
                        FTPFile file = parser.parseFTPEntry(line);
                        if (file != null) {
                            listing.add(entry(file));
                        }
                    }
                }));
    }

    private String system() throws IOException {
        try {
            String system = ftp.getSystemType();
            return system == null ? "UNIX" : system;
        } catch (IOException unsaid) {
            if (ftp.isConnected()) {
                return "UNIX";
            }
            throw unsaid;
        }
    }

    private interface Lines {
        void read(BufferedReader reader) throws IOException;
    }

    private static void lines(Socket data, Lines lines) throws IOException {
        lines.read(new BufferedReader(new InputStreamReader(
                new LimitedStream(data.getInputStream(), MOST_LISTING_BYTES, "a listing", () -> {}),
                StandardCharsets.UTF_8)));
    }

    @Override
    public void delete(String path) throws IOException {
        if (!ftp.deleteFile(path)) {
            RemoteRefusal no = refusal(ftp);
            if (!ftp.removeDirectory(path)) {
                throw no;
            }
        }
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        require(ftp.makeDirectory(path));
    }

    @Override
    public void rename(String path, String newPath) throws IOException {
        require(ftp.rename(path, newPath));
    }

    @Override
    public Entry stat(String path) throws IOException {
        FTPFile file = ftp.mlistFile(path);
        if (file != null) {
            return entry(file);
        }
        if (!NOT_IMPLEMENTED.contains(ftp.getReplyCode())) {
            throw ftp.getReplyCode() == NOT_AVAILABLE ? RemoteRefusal.missing() : refusal(ftp);
        }
        String size = ftp.getSize(path);
        if (size != null && size.strip().matches("\\d{1,18}")) {
            return new Entry(path, Entry.Kind.FILE, Long.parseLong(size.strip()), null);
        }
        if (ftp.changeWorkingDirectory(path)) {
            return new Entry(path, Entry.Kind.DIRECTORY, 0, null);
        }
        throw ftp.getReplyCode() == NOT_AVAILABLE ? RemoteRefusal.missing() : refusal(ftp);
    }

    private static Entry entry(FTPFile file) {
        Entry.Kind kind = file.isFile()
                ? Entry.Kind.FILE
                : file.isDirectory()
                        ? Entry.Kind.DIRECTORY
                        : file.isSymbolicLink() ? Entry.Kind.LINK : Entry.Kind.OTHER;
        @Nullable Instant modified = file.getTimestampInstant();
        return new Entry(
                String.valueOf(file.getName()),
                kind,
                kind == Entry.Kind.FILE ? Math.max(0, file.getSize()) : 0,
                modified);
    }

    @Override
    public void close() throws IOException {
        if (ftp.isConnected()) {
            ftp.disconnect();
        }
    }
}
