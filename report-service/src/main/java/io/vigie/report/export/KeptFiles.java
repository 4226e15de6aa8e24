package io.vigie.report.export;

import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The content of what attempts kept. */
@Component
class KeptFiles {

    private final FileStorage storage;

    KeptFiles(FileStorage storage) {
        this.storage = storage;
    }

    /** The content, which the caller closes, or nothing when it is no longer kept. */
    Optional<FileStorage.Content> open(TestFacts.File file) throws IOException {
        try {
            return storage.get(file.key());
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }
}
