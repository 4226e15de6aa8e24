package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** What a program finds on the disk: a directory to start in, what starts it, and files that its user may touch. */
final class ProgramPlace {

    private static final int NOT_STARTED = 126;

    private ProgramPlace() {}

    /** The last program may have put something else in its place, a link for one, that would be laid over {@code /tmp}. */
    static void makeTemporary(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(directory);
            Files.createDirectory(directory);
        }
    }

    /**
     * The last step before the program, run when it is already confined: sets the environment and becomes the program. A file, since
     * a command line could be read by anybody on the machine.
     */
    static void writeScript(Path own, Path directory, Map<String, String> variables, List<String> command)
            throws IOException {
        StringBuilder script = new StringBuilder();
        script.append(": > ")
                .append(ShellText.word(own.resolve("started").toString()))
                .append('\n');
        script.append("cd ")
                .append(ShellText.word(directory.toString()))
                .append(" || exit ")
                .append(NOT_STARTED)
                .append('\n');
        variables.forEach((name, value) -> script.append("export ")
                .append(name)
                .append('=')
                .append(ShellText.word(value))
                .append('\n'));
        script.append("unset PWD OLDPWD\nexec ")
                .append(ShellText.words(command))
                .append('\n');
        Path file = Files.createFile(
                own.resolve("start"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, script);
    }

    /**
     * Hands a tree to the slot's user. Follows no link, and leaves alone a file that has a second name, since that name may be somebody
     * else's.
     */
    static void giveTo(long uid, Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                give(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
            }

            private void give(Path path) throws IOException {
                Map<String, Object> facts =
                        Files.readAttributes(path, "unix:uid,nlink,isRegularFile", LinkOption.NOFOLLOW_LINKS);
                boolean isTheirs = facts.get("uid") instanceof Number owner && owner.longValue() == uid;
                boolean hasOtherNames = Boolean.TRUE.equals(facts.get("isRegularFile"))
                        && facts.get("nlink") instanceof Number names
                        && names.longValue() > 1;
                if (!isTheirs && !hasOtherNames) {
                    Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", (int) uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        });
    }

    static void requireReachable(Path work) throws IOException {
        for (Path above = work.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new ActionBrokenException(
                        "Expected programs to reach the working directory as a user of their own, but \"" + above
                                + "\" is closed to other users.");
            }
        }
    }

    /**
     * The directory, when it lies within the work directory or among the campaign's files.
     *
     * @throws ActionBrokenException when it does not, or is not there
     */
    static Path inside(List<Path> allowed, Path directory) {
        Path absolute = directory.normalize();
        if (!Files.isDirectory(absolute)) {
            throw new ActionBrokenException(
                    "Expected to start in the directory \"" + directory + "\", but there is no such directory.");
        }
        Path found = real(absolute);
        if (allowed.stream().noneMatch(found::startsWith)) {
            throw new ActionBrokenException("Expected to start in a directory within the work directory, but \""
                    + directory + "\" leads out of it.");
        }
        return found;
    }

    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path.toAbsolutePath().normalize();
        }
    }

    static void delete(Path directory) {
        for (String name : List.of("start", "started")) {
            try {
                Files.deleteIfExists(directory.resolve(name));
            } catch (IOException left) {
                // Goes with the work directory.
            }
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            // Goes with the work directory.
        }
    }
}
