package io.vigie.actions.suite;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import io.vigie.action.LogLevel;
import io.vigie.actions.cases.Artifacts;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.cases.JUnitXml;
import io.vigie.actions.check.Shown;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The JUnit XML reports that a program writes below a directory. While it runs, the passed and skipped cases of a report are handed on as
 * soon as the report is whole and rests; the others wait for the end, since runners that try a failed test again write its report anew.
 * Each case is handed on once. For one thread.
 */
final class Reports {

    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_BYTES_MEANWHILE = 8L << 20;
    private static final int MOST_REPORTS = 10_000;
    private static final int DEEPEST = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A look takes at most one part in so many of the time. */
    private static final int SHARE_OF_LOOKING = 10;

    private final ActionContext context;
    private final Path directory;
    private final PathMatcher pattern;
    private final PathMatcher here;
    private final Cases cases;
    private final FileTime since = FileTime.from(Instant.now().minusSeconds(2));
    private final Map<Path, Known> known = new HashMap<>();
    private long next = System.nanoTime();

    /**
     * @param pattern of names relative to the directory; {@code **}{@code /x} means {@code x} in the directory itself, too, as people who
     *     write such patterns mean it
     * @throws IllegalArgumentException when it is no pattern
     */
    Reports(ActionContext context, Path directory, String pattern, Cases cases) {
        this.context = context;
        this.directory = directory;
        this.pattern = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        this.here = pattern.startsWith("**/")
                ? FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(3))
                : this.pattern;
        this.cases = cases;
    }

    private record Facts(long bytes, FileTime changed) {}

    /** What makes a case of a report the one that was handed on before. */
    private record Told(String suite, String name, CaseOutcome outcome) {}

    private static final class Known {

        private Facts facts;
        private boolean isRead;
        private final Map<Told, Integer> told = new HashMap<>();

        Known(Facts facts) {
            this.facts = facts;
        }
    }

    /** While the program runs: hands on what can be, at a pace that costs little. */
    void look() {
        long start = System.nanoTime();
        if (start - next < 0) {
            return;
        }
        found().forEach((report, facts) -> {
            Known seen = known.get(report);
            if (seen == null) {
                known.put(report, new Known(facts));
            } else if (!seen.facts.equals(facts)) {
                seen.facts = facts;
                seen.isRead = false;
            } else if (!seen.isRead && facts.bytes() <= MOST_BYTES_MEANWHILE) {
                seen.isRead = true;
                readMeanwhile(report, seen);
            }
        });
        next = System.nanoTime() + Math.max(PAUSE.toNanos(), (System.nanoTime() - start) * SHARE_OF_LOOKING);
    }

    private void readMeanwhile(Path report, Known seen) {
        List<CaseResult> all = new ArrayList<>();
        try (InputStream content = OwnFiles.open(directory, report)) {
            JUnitXml.read(content, all::add);
        } catch (IOException notWhole) {
            return;
        }
        Map<Told, Integer> before = new HashMap<>(seen.told);
        for (CaseResult found : all) {
            if (isSettled(found) && isNew(found, before)) {
                seen.told.merge(told(found), 1, Integer::sum);
                cases.add(found);
            }
        }
    }

    private static boolean isSettled(CaseResult found) {
        return found.outcome() == CaseOutcome.PASSED || found.outcome() == CaseOutcome.SKIPPED;
    }

    private static boolean isNew(CaseResult found, Map<Told, Integer> before) {
        Integer times = before.get(told(found));
        if (times == null) {
            return true;
        }
        if (times == 1) {
            before.remove(told(found));
        } else {
            before.put(told(found), times - 1);
        }
        return false;
    }

    private static Told told(CaseResult found) {
        return new Told(found.suite(), found.name(), found.outcome());
    }

    /**
     * When the program has ended: hands on the rest, and keeps the reports as artifacts. What a program that was stopped has left half
     * written is passed over.
     *
     * @throws ActionBrokenException when a report of a program that ended by itself is no JUnit XML, or too large
     */
    void finish(Ended ended) throws InterruptedException {
        Map<Path, Facts> all = found();
        for (Map.Entry<Path, Facts> report : all.entrySet()) {
            Known seen = known.get(report.getKey());
            read(report.getKey(), report.getValue().bytes(), seen == null ? Map.of() : seen.told, ended);
        }
        if (all.size() == 1) {
            Artifacts.keep(
                    context,
                    "junit.xml",
                    "application/xml",
                    all.keySet().iterator().next());
        } else if (!all.isEmpty()) {
            Artifacts.keepTogether(context, "junit-xml.zip", directory, List.copyOf(all.keySet()));
        }
    }

    private void read(Path report, long bytes, Map<Told, Integer> told, Ended ended) throws InterruptedException {
        String name = directory.relativize(report).toString();
        Map<Told, Integer> before = new HashMap<>(told);
        try (InputStream content = OwnFiles.open(directory, report)) {
            if (bytes > MOST_BYTES) {
                throw new IOException("it is larger than " + MOST_BYTES + " bytes");
            }
            JUnitXml.read(content, found -> {
                if (isNew(found, before)) {
                    cases.add(found);
                }
            });
        } catch (IOException unreadable) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            context.log(LogLevel.ERROR, "The report " + name + " was not read: " + unreadable.getMessage() + ".");
            if (ended.stopped().isPresent()) {
                return;
            }
            throw new ActionBrokenException(
                    "Expected " + Shown.value(name) + " to be a JUnit XML report, but " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    /** The reports that this run wrote, by name; older ones that came with the suite's files tell of another run. */
    private Map<Path, Facts> found() {
        Map<Path, Facts> found = new TreeMap<>();
        try {
            Files.walkFileTree(directory, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Path name = directory.relativize(file);
                    if (attributes.isRegularFile()
                            && (pattern.matches(name) || here.matches(name))
                            && attributes.lastModifiedTime().compareTo(since) >= 0) {
                        found.put(file, new Facts(attributes.size(), attributes.lastModifiedTime()));
                    }
                    return found.size() < MOST_REPORTS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path visited, @org.jspecify.annotations.Nullable IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new ActionBrokenException(
                    "Expected to look for JUnit XML reports, but the suite's directory cannot be read.", unreadable);
        }
        return found;
    }
}
