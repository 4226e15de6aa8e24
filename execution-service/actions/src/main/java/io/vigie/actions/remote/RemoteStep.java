package io.vigie.actions.remote;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.required;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Confined;
import io.vigie.actions.place.Download;
import io.vigie.actions.place.Entry;
import io.vigie.actions.place.Listing;
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Errand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the files of another machine, as a step describes it.
 *
 * <p>Verdict: failed when the server says no (no such file, not allowed), unless the step's assertions look at {@code success} or
 * {@code exists}, and when an expectation is not met; broken when the server cannot be reached, when a limit is met, or when the
 * local file cannot be read or written.
 */
public final class RemoteStep {

    private static final int MOST_PATH_CHARACTERS = 4_096;
    private static final int CHUNK = 32 * 1024;

    private enum Operation {
        UPLOAD,
        DOWNLOAD,
        LIST,
        DELETE,
        MKDIR,
        RENAME,
        STAT
    }

    /** Opens the connection that an operation needs. */
    @FunctionalInterface
    public interface Opening {
        RemoteFiles open(Errand errand) throws IOException;
    }

    private final String prefix;
    private final Operation operation;
    private final String path;
    private final @Nullable String newPath;
    private final @Nullable Place local;
    private final byte @Nullable [] content;
    private final Assertions assertions;

    private RemoteStep(
            String prefix,
            Operation operation,
            String path,
            @Nullable String newPath,
            @Nullable Place local,
            byte @Nullable [] content,
            Assertions assertions) {
        this.prefix = prefix;
        this.operation = operation;
        this.path = path;
        this.newPath = newPath;
        this.local = local;
        this.content = content;
        this.assertions = assertions;
    }

    /** The parameters of an operation, in the order of a form; those of the connection come before them. */
    public static List<ParameterDescription> parameters() {
        return List.of(
                requiredChoice(
                        "operation",
                        Localized.of("Opération", "Operation"),
                        List.of("upload", "download", "list", "delete", "mkdir", "rename", "stat")),
                required("remote_path", ValueKind.STRING, Localized.of("Fichier distant", "Remote file"))
                        .withHelp("Ou dossier distant.", "Or remote directory."),
                optional("new_path", ValueKind.STRING, Localized.of("Nouveau nom distant", "New remote name"))
                        .withHelp("Pour « rename ».", "For \"rename\"."),
                optional("local_path", ValueKind.STRING, Localized.of("Fichier local", "Local file"))
                        .withHelp(
                                "À envoyer, ou à écrire par « download » ; sans lui, « download » ne garde que le contenu.",
                                "To be sent, or to be written by \"download\"; without it \"download\" keeps the content alone."),
                Place.parameter("local_directory", Localized.of("Dossier local", "Local directory")),
                optional("content", ValueKind.TEXTAREA, Localized.of("Contenu à envoyer", "Content to send"))
                        .withHelp("À la place d'un fichier local.", "Instead of a local file."),
                Assertions.parameter("success", "exists", "type", "size", "content", "list", "time"));
    }

    /** The outputs of every operation; those that it does not find out are missing. */
    public static List<OutputDescription> outputs(String prefix) {
        return List.of(
                new OutputDescription(
                        prefix + "_operation_success",
                        Localized.of(
                                "Si le serveur a fait ce qui était demandé.", "Whether the server did what was asked."),
                        ValueKind.BOOLEAN),
                new OutputDescription(
                        prefix + "_file_content",
                        Localized.of(
                                "Le contenu téléchargé, 65 536 caractères au plus.",
                                "The content that was downloaded, 65,536 characters at most."),
                        ValueKind.TEXTAREA),
                new OutputDescription(
                        prefix + "_file_size",
                        Localized.of("La taille en octets.", "The size in bytes."),
                        ValueKind.NUMBER),
                new OutputDescription(
                        prefix + "_file_list",
                        Localized.of(
                                "Le contenu du dossier : nom, type, taille, date.",
                                "The members of the directory: name, type, size, modified."),
                        ValueKind.LIST));
    }

    /**
     * What a step says.
     *
     * @param prefix of the outputs: {@code sftp}
     * @throws ActionBrokenException when something is missing or wrong
     */
    public static RemoteStep read(String prefix, ActionContext context, Parameters parameters)
            throws InterruptedException {
        Operation operation = parameters.choice("operation", Operation.class);
        String path = path(parameters, "remote_path");
        String newPath = operation == Operation.RENAME ? path(parameters, "new_path") : null;
        Assertions assertions = Assertions.read(parameters);
        boolean hasLocal = parameters.has("local_path");
        byte[] content = null;
        if (operation == Operation.UPLOAD) {
            Object given = parameters.value("content");
            if (hasLocal == (given != null && parameters.isGiven("content"))) {
                throw new ActionBrokenException(
                        "Expected either \"local_path\" or \"content\" to be uploaded, but found "
                                + (hasLocal ? "both" : "neither") + ".");
            }
            content = hasLocal ? null : String.valueOf(given).getBytes(StandardCharsets.UTF_8);
        }
        Place local = hasLocal && (operation == Operation.UPLOAD || operation == Operation.DOWNLOAD)
                ? Place.readFile(context, parameters, "local_path", "local_directory")
                : null;
        return new RemoteStep(prefix, operation, path, newPath, local, content, assertions);
    }

    private static String path(Parameters parameters, String name) {
        String path = parameters.text(name);
        if (path.length() > MOST_PATH_CHARACTERS || path.chars().anyMatch(Character::isISOControl)) {
            throw parameters.refuse(
                    name, "a path of at most " + MOST_PATH_CHARACTERS + " characters, without line breaks");
        }
        return path;
    }

    /**
     * Carries the operation out and judges it.
     *
     * @param server as the log shows it, without a secret
     * @param timeout for everything, the connection included
     * @param facts what went wrong with the connection
     */
    public ActionResult run(
            ActionContext context,
            String server,
            Duration timeout,
            Function<Throwable, Optional<String>> facts,
            Opening opening)
            throws InterruptedException {
        String verb = operation.name().toLowerCase(Locale.ROOT);
        String intent = verb + " " + Shown.value(path) + " on " + Shown.value(server);
        context.log("→ " + prefix + " " + verb + " " + Shown.value(path) + " on " + server);
        long start = System.nanoTime();
        Map<String, Found> found = new LinkedHashMap<>();
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        Optional<RemoteRefusal> refusal = Errand.run(intent, timeout, facts, errand -> {
            try (RemoteFiles files = opening.open(errand)) {
                carryOut(context, files, intent, found, outputs);
                return Optional.<RemoteRefusal>empty();
            } catch (RemoteRefusal no) {
                return Optional.of(no);
            }
        });
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        found.put("time", Found.of(millis));
        found.put("success", Found.of(refusal.isEmpty()));
        outputs.put(prefix + "_operation_success", refusal.isEmpty());
        List<String> complaints = new ArrayList<>();
        if (refusal.isPresent()) {
            context.log("← refused · " + millis + " ms: " + refusal.get().fact());
            found.put("exists", Found.of(!refusal.get().isMissing()));
            boolean isLookedAt = assertions.lookAt("success")
                    || (assertions.lookAt("exists") && refusal.get().isMissing());
            if (!isLookedAt) {
                complaints.add(
                        "Expected to " + intent + ", but " + refusal.get().fact() + ".");
                context.log(LogLevel.ERROR, "✘ " + complaints.getFirst());
            }
        } else {
            found.putIfAbsent("exists", Found.of(operation != Operation.DELETE));
            context.log("← done · " + millis + " ms"
                    + (outputs.get(prefix + "_file_size") instanceof Long size ? " · " + size + " bytes" : ""));
        }
        complaints.addAll(assertions.judge(found, context));
        return Assertions.verdict(complaints, outputs);
    }

    private void carryOut(
            ActionContext context,
            RemoteFiles files,
            String intent,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        switch (operation) {
            case DOWNLOAD -> download(context, files, found, outputs);
            case UPLOAD -> upload(context, files, found, outputs);
            case LIST -> {
                Listing listing = new Listing(Shown.value(path));
                files.list(path, listing);
                listing.warn(context);
                found.put("list", Found.of(listing.asOutput()));
                outputs.put(prefix + "_file_list", listing.asOutput());
            }
            case DELETE -> files.delete(path);
            case MKDIR -> files.makeDirectory(path);
            case RENAME -> files.rename(path, String.valueOf(newPath));
            case STAT -> {
                Entry entry = files.stat(path);
                found.put("type", Found.of(entry.kind().name().toLowerCase(Locale.ROOT)));
                size(entry.size(), found, outputs);
            }
        }
    }

    private void download(
            ActionContext context, RemoteFiles files, Map<String, Found> found, Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        try (Download download = Download.of(Shown.value(path), context.limits().downloadBytes(), local)) {
            files.download(path, download);
            download.finish();
            size(download.size(), found, outputs);
            outputs.put(prefix + "_file_content", download.beginning());
            if (assertions.lookAt("content")) {
                found.put(
                        "content",
                        download.text()
                                .map(text -> text.isEmpty() ? Found.EMPTY_TEXT : Found.of(text))
                                .orElseThrow(() -> new ActionBrokenException("Expected " + Shown.value(path)
                                        + " to have at most " + Download.MOST_KEPT
                                        + " bytes, the limit of a content that is checked, but it has more.")));
            }
        }
    }

    private void upload(
            ActionContext context, RemoteFiles files, Map<String, Found> found, Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        long most = context.limits().uploadBytes();
        byte[] text = content;
        Place from = local;
        if (text != null) {
            try (Upload upload = new Upload(new ByteArrayInputStream(text), text.length, most)) {
                files.upload(upload, path);
                size(upload.count(), found, outputs);
            }
        } else if (from != null) {
            try (Confined.Reading reading = from.directory().read(from.name());
                    Upload upload = new Upload(reading.stream(), reading.size(), most)) {
                files.upload(upload, path);
                size(upload.count(), found, outputs);
            }
        }
    }

    private void size(long size, Map<String, Found> found, Map<String, @Nullable Object> outputs) {
        found.put("size", Found.of(size));
        outputs.put(prefix + "_file_size", size);
    }

    /** Passes bytes on in pieces, as long as the other side takes them. */
    public static void copy(InputStream from, java.io.OutputStream to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
            to.write(chunk, 0, length);
        }
    }
}
