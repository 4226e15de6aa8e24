package io.vigie.actions.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Linux tells of its processes. Where there is no {@code /proc}, every answer is empty. */
final class Proc {

    private static final Path ROOT = Path.of("/proc");

    /**
     * @param uid the user whose rights it has
     * @param threads how many tasks it counts as
     * @param ownKilobytes resident memory that no file stands behind, swapped or not
     */
    record Status(long uid, int threads, long ownKilobytes, boolean isZombie) {}

    private Proc() {}

    static Optional<Status> status(long pid) {
        try {
            long uid = -1;
            int threads = 0;
            long kilobytes = 0;
            boolean isZombie = false;
            for (String line : Files.readAllLines(ROOT.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    continue;
                }
                switch (line.substring(0, colon)) {
                    case "State" -> isZombie = line.contains("\tZ") || line.contains("\tX");
                    case "Uid" -> uid = Long.parseLong(line.split("\\s+")[2]);
                    case "Threads" -> threads = Integer.parseInt(line.split("\\s+")[1]);
                    case "RssAnon", "VmSwap" -> kilobytes += Long.parseLong(line.split("\\s+")[1]);
                    default -> {}
                }
            }
            return Optional.of(new Status(uid, threads, kilobytes, isZombie));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    static List<Long> all() {
        List<Long> pids = new ArrayList<>();
        try (Stream<Path> entries = Files.list(ROOT)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .forEach(name -> pids.add(Long.valueOf(name)));
        } catch (IOException none) {
            return List.of();
        }
        return pids;
    }

    /** The processes that have this entry in their environment and that the worker may look into. */
    static List<Long> marked(String entry) {
        byte[] sought = entry.getBytes(StandardCharsets.UTF_8);
        return all().stream()
                .filter(pid -> {
                    try {
                        return contains(Files.readAllBytes(ROOT.resolve(pid + "/environ")), sought);
                    } catch (IOException goneOrClosed) {
                        return false;
                    }
                })
                .toList();
    }

    private static boolean contains(byte[] all, byte[] sought) {
        for (int start = 0; start + sought.length <= all.length; start++) {
            int i = 0;
            while (i < sought.length && all[start + i] == sought[i]) {
                i++;
            }
            if (i == sought.length) {
                return true;
            }
        }
        return false;
    }
}
