package io.vigie.storage;

import java.io.IOException;

/** Makes the storage that the settings ask for. */
public final class Storages {

    private Storages() {}

    /**
     * Opens the storage; the caller closes it. A directory is made when it is missing; a bucket is first looked at when it is used.
     *
     * @throws IOException when the directory cannot be made or read
     */
    public static FileStorage of(StorageSettings settings) throws IOException {
        return switch (settings) {
            case StorageSettings.Directory directory -> DirectoryStorage.open(directory.path());
            case StorageSettings.S3 s3 -> S3Storage.open(s3);
        };
    }
}
