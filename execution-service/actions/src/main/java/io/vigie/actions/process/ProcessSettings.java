package io.vigie.actions.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator says of programs, by the worker's environment variables.
 *
 * @param path the search path that programs see ({@code VIGIE_PROCESS_PATH}, else the worker's own)
 * @param readable directories that programs must be able to read although a directory above them is closed to others
 *     ({@code VIGIE_PROCESS_READABLE}, else those of the search path with what belongs to them)
 * @param hidden directories that programs must not see ({@code VIGIE_PROCESS_HIDDEN}, else {@code VIGIE_DATA})
 * @param firstUid the user of a program is this number and the first port of its slot, when the worker may choose
 *     ({@code VIGIE_PROCESS_FIRST_UID}, else {@value #USUAL_FIRST_UID})
 * @param isolation the one kind of isolation to use ({@code VIGIE_PROCESS_ISOLATION}); empty for the strongest that works
 */
record ProcessSettings(
        String path, List<Path> readable, List<Path> hidden, long firstUid, Optional<Isolation> isolation) {

    /** Far from the users of machines and from those that container tools hand out. */
    static final long USUAL_FIRST_UID = 1_900_000_000L;

    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final Set<String> FOLDERS_OF_PROGRAMS = Set.of("bin", "sbin", "shims");

    static ProcessSettings of(Map<String, String> environment) {
        String path = environment.getOrDefault("VIGIE_PROCESS_PATH", environment.getOrDefault("PATH", USUAL_PATH));
        List<Path> readable = environment.containsKey("VIGIE_PROCESS_READABLE")
                ? directories(environment.get("VIGIE_PROCESS_READABLE"))
                : besidePrograms(path);
        String hidden = environment.getOrDefault("VIGIE_PROCESS_HIDDEN", environment.getOrDefault("VIGIE_DATA", ""));
        long firstUid =
                Long.parseLong(environment.getOrDefault("VIGIE_PROCESS_FIRST_UID", String.valueOf(USUAL_FIRST_UID)));
        Optional<Isolation> isolation = Optional.ofNullable(environment.get("VIGIE_PROCESS_ISOLATION"))
                .filter(name -> !name.isBlank() && !name.equals("auto"))
                .map(name -> Isolation.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
        return new ProcessSettings(path, readable, directories(hidden), firstUid, isolation);
    }

    /** Where the search path finds a program of this name; empty when nowhere. */
    Optional<Path> find(String program) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static List<Path> besidePrograms(String path) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path folder : directories(path)) {
            Path parent = folder.getParent();
            boolean isOfOneTool = parent != null
                    && FOLDERS_OF_PROGRAMS.contains(folder.getFileName().toString())
                    && !holdsMore(parent);
            folders.add(isOfOneTool ? parent : folder);
        }
        return List.copyOf(folders);
    }

    /** Whether a directory is one that people keep other things in: a home, {@code .local}, {@code /usr}. */
    private static boolean holdsMore(Path directory) {
        Path above = directory.getParent();
        return above == null
                || above.getNameCount() == 0
                || above.endsWith("home")
                || directory.endsWith(".local")
                || directory.equals(Path.of(System.getProperty("user.home")));
    }

    private static List<Path> directories(String listed) {
        List<Path> found = new ArrayList<>();
        for (String name : listed.split(File.pathSeparator)) {
            if (name.startsWith("/") && Files.isDirectory(Path.of(name))) {
                found.add(Path.of(name));
            }
        }
        return List.copyOf(found);
    }
}
