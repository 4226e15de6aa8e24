package io.vigie.testsupport.committed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of the contracts that the tests of another module make: what it says of that module must be so. A test fails when the two differ;
 * {@code -Dvigie.contracts.update=true} writes the file anew.
 */
public final class CommittedContract {

    private static final boolean UPDATE = Boolean.getBoolean("vigie.contracts.update");
    private static final String HERE = "contracts/src/main/resources/io/vigie/contracts";

    private final Path file;

    private CommittedContract(Path file) {
        this.file = file;
    }

    /** @param path below the contracts' own resources, as {@code live/streams/green.jsonl} */
    public static CommittedContract named(String path) {
        return new CommittedContract(root().resolve(path));
    }

    /** The source tree that the test runs in, whatever module it belongs to: an installed jar may be older. */
    private static Path root() {
        Path from = Path.of("").toAbsolutePath();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            Path contracts = folder.resolve(HERE);
            if (Files.isDirectory(contracts)) {
                return contracts;
            }
        }
        throw new IllegalStateException(
                "Expected the contracts' sources above \"%s\", but there are none.".formatted(from));
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /** What is committed. */
    public String text() {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @throws AssertionError that shows the first line that differs */
    public void isUpToDate(String generated) {
        try {
            if (UPDATE) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, generated);
            }
            String committed = Files.exists(file) ? Files.readString(file) : "";
            if (!committed.equals(generated)) {
                throw new AssertionError(difference(committed, generated));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String difference(String committed, String generated) {
        List<String> before = committed.lines().toList();
        List<String> now = generated.lines().toList();
        int line = 0;
        while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
            line++;
        }
        return """
                %s is not what the code makes. When the change is meant, write it anew with infra/contracts.sh, and look at what changed.
                line %d, committed: %s
                line %d, now:       %s""".formatted(file, line + 1, at(before, line), line + 1, at(now, line));
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(nothing)";
    }
}
