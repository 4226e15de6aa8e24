package io.vigie.execution.working;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionLimits;
import io.vigie.action.CaseResult;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.CasesFinished;
import io.vigie.storage.FileStorage;
import io.vigie.storage.FileStorage.Stored;
import io.vigie.storage.FileStorage.TooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one attempt says besides its log: the cases of a real runner, in batches that are sent soon, and the files that it keeps. Once
 * closed it says nothing more, so that all of it comes before the verdict. Safe for use by several threads.
 */
final class AttemptNotes {

    /** Where notes go; called in order, one at a time. */
    interface Outlet {

        /** @param first the number of the first case, from 1 */
        void cases(int first, List<CaseReport> cases);

        /** @param number of the artifact, from 1 */
        void artifact(int number, String name, String mediaType, Stored stored);
    }

    /** How long a case may wait for company. */
    static final Duration SOON = Duration.ofMillis(200);

    static final int MAX_SUITE = 500;
    static final int MAX_NAME = 1_000;
    static final int MAX_MESSAGE = 4_000;
    private static final int MAX_ARTIFACT_NAME = 200;

    private static final Logger log = LoggerFactory.getLogger(AttemptNotes.class);
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}/\\\\:*?\"<>|\\p{Cf}]");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(; ?[A-Za-z0-9=\"._-]{1,64}){0,3}");

    private final Outlet outlet;
    private final SecretMask mask;
    private final LogPace pace;
    private final ActionLimits limits;
    private final @Nullable FileStorage storage;
    private final String keys;

    /** One file at a time: they are reported in the order of their numbers, or the later ones would look like repeats. */
    private final ReentrantLock attaching = new ReentrantLock();

    private int artifacts;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> names = new HashSet<>();
    private List<CaseReport> pending = new ArrayList<>();
    private int pendingCharacters;
    private int sentCases;
    private @Nullable ScheduledFuture<?> flush;
    private volatile boolean closed;

    /** @param keys the storage's folder for the attempt's artifacts, without a slash at its end */
    AttemptNotes(
            Outlet outlet,
            SecretMask mask,
            LogPace pace,
            ActionLimits limits,
            @Nullable FileStorage storage,
            String keys) {
        this.outlet = outlet;
        this.mask = mask;
        this.pace = pace;
        this.limits = limits;
        this.storage = storage;
        this.keys = keys;
    }

    /** @throws ActionBrokenException when there are more than the limit allows */
    void caseFinished(CaseResult result) {
        String suite = shown(result.suite(), MAX_SUITE);
        String name = shown(result.name(), MAX_NAME);
        String message = result.message() == null ? null : shown(result.message(), MAX_MESSAGE);
        CaseReport report = new CaseReport(suite, name, outcome(result), Math.max(0, result.durationMillis()), message);
        int characters = suite.length() + name.length() + (message == null ? 0 : message.length());
        lock.lock();
        try {
            requireOpen();
            if (sentCases + pending.size() >= limits.cases()) {
                throw new ActionBrokenException(
                        "Expected at most %d cases in one attempt (limit cases), but there are more."
                                .formatted(limits.cases()));
            }
            if (pendingCharacters + characters > CasesFinished.MAX_CHARACTERS) {
                send();
            }
            pending.add(report);
            pendingCharacters += characters;
            if (pending.size() >= CasesFinished.MAX_CASES) {
                send();
            } else if (pending.size() == 1) {
                flush = pace.later(SOON, this::sendPending);
            }
        } finally {
            lock.unlock();
        }
    }

    private String shown(String text, int length) {
        return Texts.cut(Texts.fit(mask.hide(text)), length);
    }

    private static Outcome outcome(CaseResult result) {
        return switch (result.outcome()) {
            case PASSED -> Outcome.PASSED;
            case FAILED -> Outcome.FAILED;
            case BROKEN -> Outcome.BROKEN;
            case SKIPPED -> Outcome.SKIPPED;
        };
    }

    private void sendPending() {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        if (!pending.isEmpty() && !closed) {
            List<CaseReport> cases = List.copyOf(pending);
            pending = new ArrayList<>();
            pendingCharacters = 0;
            int first = sentCases + 1;
            sentCases += cases.size();
            outlet.cases(first, cases);
        }
    }

    /**
     * Keeps a file as an artifact; it is in the storage when this returns.
     *
     * @param within the directory of the attempt: a path that begins there must end there
     * @throws ActionBrokenException when it is no file of the attempt's, above a limit, or the storage refuses
     */
    void attach(String name, String mediaType, Path file, Path within) throws InterruptedException {
        Path source = confined(file, within);
        attaching.lockInterruptibly();
        try {
            if (artifacts >= limits.artifacts()) {
                throw new ActionBrokenException(
                        "Expected at most %d artifacts of one attempt (limit artifacts), but there are more."
                                .formatted(limits.artifacts()));
            }
            keep(++artifacts, name, mediaType, source);
        } finally {
            attaching.unlock();
        }
    }

    /** The worker's own: not counted, and nothing happens when it cannot be kept. @return whether it was */
    boolean attachOwn(String name, String mediaType, Path file) throws InterruptedException {
        attaching.lockInterruptibly();
        try {
            keep(++artifacts, name, mediaType, file);
            return true;
        } catch (ActionBrokenException refused) {
            return false;
        } finally {
            attaching.unlock();
        }
    }

    boolean hasStorage() {
        return storage != null;
    }

    private void keep(int number, String name, String mediaType, Path file) throws InterruptedException {
        requireOpen();
        FileStorage into = storage;
        if (into == null) {
            throw new ActionBrokenException("Expected to keep an artifact, but this worker has no storage.");
        }
        Stored stored;
        try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            stored = into.put(keys + "/" + number, content, limits.artifactBytes());
        } catch (TooLarge large) {
            throw new ActionBrokenException(
                    "Expected the artifact \"%s\" to have at most %d bytes (limit artifactBytes), but it has more."
                            .formatted(shown(name, MAX_ARTIFACT_NAME), limits.artifactBytes()));
        } catch (IOException | IllegalArgumentException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            log.warn("Expected to keep an artifact under \"{}/{}\", but could not.", keys, number, failed);
            throw new ActionBrokenException(
                    "Expected to keep the artifact \"" + shown(name, MAX_ARTIFACT_NAME)
                            + "\", but the storage refused it.",
                    failed);
        }
        lock.lock();
        try {
            requireOpen();
            outlet.artifact(
                    number,
                    unique(name),
                    MEDIA_TYPE.matcher(mediaType).matches() ? mediaType : "application/octet-stream",
                    stored);
        } finally {
            lock.unlock();
        }
    }

    private static Path confined(Path file, Path within) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ActionBrokenException(
                    "Expected \"" + file.getFileName() + "\" to be a file to keep, but there is none.");
        }
        try {
            Path real = file.toRealPath();
            Path asked = file.toAbsolutePath().normalize();
            if (asked.startsWith(within) && !real.startsWith(within.toRealPath())) {
                throw new ActionBrokenException("Expected \"" + file.getFileName()
                        + "\" to be a file of the attempt, but a link leads elsewhere.");
            }
            return real;
        } catch (IOException gone) {
            throw new ActionBrokenException(
                    "Expected \"" + file.getFileName() + "\" to be a file to keep, but it cannot be read.", gone);
        }
    }

    /** A name that is safe to show, to save under and to tell from the others, whatever letters' case a file system sees. */
    private String unique(String wanted) {
        String safe =
                UNSAFE.matcher(Texts.fit(mask.hide(wanted))).replaceAll("_").strip();
        while (safe.startsWith(".")) {
            safe = "_" + safe.substring(1);
        }
        safe = safe.isEmpty() ? "artifact" : safe;
        int dot = safe.lastIndexOf('.');
        boolean hasEnding = dot > 0 && safe.length() - dot <= 20;
        String ending = hasEnding ? safe.substring(dot) : "";
        String stem = Texts.head(hasEnding ? safe.substring(0, dot) : safe, MAX_ARTIFACT_NAME - ending.length());
        String name = stem + ending;
        for (int next = 2; !names.add(name.toLowerCase(Locale.ROOT)); next++) {
            name = stem + " (" + next + ")" + ending;
        }
        return name;
    }

    private void requireOpen() {
        if (closed) {
            throw new ActionBrokenException(
                    "Expected the action to end with its call, but it still reports something.");
        }
    }

    /** Sends what is left; what comes later is refused. */
    void close() {
        lock.lock();
        try {
            send();
            closed = true;
            if (flush != null) {
                flush.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }
}
