package io.vigie.actions.file;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
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
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works with the campaign's files (the attempt's copy of them) and with the attempt's working directory. Nothing else of the worker
 * can be named: no absolute path, no {@code ..}, no link; see {@link Confined}.
 *
 * <p>Verdict: failed when an expectation is not met, or when {@code exists} finds nothing and nothing else is expected; broken when
 * a file cannot be read or written, or is above a limit.
 */
public final class FileAction implements Action {

    private static final int CHUNK = 64 * 1024;

    private enum Operation {
        READ,
        WRITE,
        APPEND,
        LIST,
        DELETE,
        EXISTS,
        COPY,
        MOVE,
        SIZE,
        CHECKSUM,
        MKDIR
    }

    private enum Algorithm {
        SHA256("SHA-256"),
        SHA512("SHA-512"),
        SHA1("SHA-1"),
        MD5("MD5");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        MessageDigest digest() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(
                        "Expected this JDK to have " + javaName + ", but it has not.", impossible);
            }
        }
    }

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "file",
            List.of("io", "IOAction", "FileAction"),
            Localized.of("Fichier", "File"),
            Localized.of(
                    "Lit, écrit, copie, liste ou vérifie les fichiers de la campagne (une copie propre à l'essai) ou du dossier de "
                            + "travail du test. Aucun autre fichier de la machine n'est accessible.",
                    "Reads, writes, copies, lists or checks the campaign's files (a copy of the attempt's own) or those of the "
                            + "test's working directory. No other file of the machine can be reached."),
            List.of(
                    requiredChoice(
                            "operation",
                            Localized.of("Opération", "Operation"),
                            List.of(
                                    "read",
                                    "write",
                                    "append",
                                    "list",
                                    "delete",
                                    "exists",
                                    "copy",
                                    "move",
                                    "size",
                                    "checksum",
                                    "mkdir")),
                    required("path", ValueKind.STRING, Localized.of("Fichier", "File"))
                            .withHelp(
                                    "Un nom tel que « data/users.csv » ; « . » est le dossier lui-même.",
                                    "A name such as \"data/users.csv\"; \".\" is the directory itself."),
                    Place.parameter("directory", Localized.of("Dossier", "Directory")),
                    optional("content", ValueKind.TEXTAREA, Localized.of("Contenu", "Content"))
                            .withHelp("Pour « write » et « append ».", "For \"write\" and \"append\"."),
                    optionalChoice(
                                    "encoding",
                                    Localized.of("Codage du contenu", "Coding of the content"),
                                    List.of("text", "base64"))
                            .withDefault(Content.TEXT.wireName())
                            .withHelp("« base64 » pour ce qui n'est pas du texte.", "\"base64\" for what is no text."),
                    optional("target_path", ValueKind.STRING, Localized.of("Nouveau fichier", "New file"))
                            .withHelp("Pour « copy » et « move ».", "For \"copy\" and \"move\"."),
                    Place.parameter("target_directory", Localized.of("Nouveau dossier", "New directory")),
                    optionalChoice(
                                    "algorithm",
                                    Localized.of("Empreinte", "Checksum"),
                                    List.of("sha256", "sha512", "sha1", "md5"))
                            .withDefault("sha256"),
                    Assertions.parameter("exists", "type", "size", "content", "list", "checksum")),
            List.of(
                    new OutputDescription(
                            "exists",
                            Localized.of("Si le fichier existe.", "Whether the file is there."),
                            ValueKind.BOOLEAN),
                    new OutputDescription(
                            "file_content",
                            Localized.of(
                                    "Le contenu lu, 65 536 caractères au plus.",
                                    "The content that was read, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "file_size", Localized.of("La taille en octets.", "The size in bytes."), ValueKind.NUMBER),
                    new OutputDescription(
                            "file_list",
                            Localized.of(
                                    "Le contenu du dossier : nom, type, taille, date.",
                                    "The members of the directory: name, type, size, modified."),
                            ValueKind.LIST),
                    new OutputDescription(
                            "checksum",
                            Localized.of(
                                    "L'empreinte, en chiffres hexadécimaux.", "The checksum, in hexadecimal digits."),
                            ValueKind.STRING)),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Préparer un fichier", "Prepare a file"),
                            ordered(
                                    "operation", "write",
                                    "path", "orders/today.json",
                                    "directory", "work",
                                    "content", "{\"total\": 12.5}")),
                    new ActionExample(
                            Localized.of("Un fichier n'existe pas encore", "A file is not there yet"),
                            ordered(
                                    "operation", "exists",
                                    "path", "report.pdf",
                                    "directory", "work",
                                    "assertions", List.of(ordered("source", "exists", "expected", false)))),
                    new ActionExample(
                            Localized.of("Compter les fichiers de la campagne", "Count the campaign's files"),
                            ordered(
                                    "operation", "list",
                                    "path", ".",
                                    "assertions",
                                            List.of(ordered(
                                                    "source", "list",
                                                    "operator", "has_size",
                                                    "expected", 0))))));

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        Operation operation = parameters.choice("operation", Operation.class);
        Content coding = parameters.choice("encoding", Content.class);
        Assertions assertions = Assertions.read(parameters);
        boolean mayBeDirectory =
                operation == Operation.LIST || operation == Operation.EXISTS || operation == Operation.SIZE;
        Place place = mayBeDirectory
                ? Place.read(context, parameters, "path", "directory")
                : Place.readFile(context, parameters, "path", "directory");
        context.log("file " + operation.name().toLowerCase(Locale.ROOT) + " "
                + Shown.value(place.name().toString()));
        Map<String, Found> found = new LinkedHashMap<>();
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        List<String> complaints = new ArrayList<>();
        switch (operation) {
            case READ -> read(place, coding, found, outputs);
            case WRITE -> write(context, place, content(parameters, coding));
            case APPEND -> append(context, place, content(parameters, coding));
            case LIST -> {
                Listing listing = place.directory().list(place.name());
                listing.warn(context);
                found.put("list", Found.of(listing.asOutput()));
                outputs.put("file_list", listing.asOutput());
            }
            case DELETE -> place.directory().delete(place.name());
            case MKDIR -> place.directory().makeDirectory(place.name());
            case COPY -> copy(context, place, target(context, parameters));
            case MOVE -> move(context, place, target(context, parameters));
            case CHECKSUM -> {
                String checksum = checksum(place, parameters.choice("algorithm", Algorithm.class));
                found.put("checksum", Found.of(checksum));
                outputs.put("checksum", checksum);
            }
            case SIZE -> {
                if (place.directory().find(place.name()).isEmpty()) {
                    throw new ActionBrokenException("Expected to measure "
                            + Shown.value(place.name().toString()) + ", but there is nothing of that name.");
                }
            }
            case EXISTS -> {}
        }
        Optional<Entry> entry = place.directory().find(place.name());
        outputs.put("exists", entry.isPresent());
        found.put("exists", Found.of(entry.isPresent()));
        entry.ifPresent(there -> {
            found.put("type", Found.of(there.kind().name().toLowerCase(Locale.ROOT)));
            found.put("size", Found.of(there.size()));
            outputs.put("file_size", there.size());
        });
        if (operation == Operation.EXISTS && entry.isEmpty() && !assertions.lookAt("exists")) {
            complaints.add("Expected " + Shown.value(place.name().toString())
                    + " to exist, but there is nothing of that name.");
            context.log(LogLevel.ERROR, "✘ " + complaints.getFirst());
        }
        complaints.addAll(assertions.judge(found, context));
        return Assertions.verdict(complaints, outputs);
    }

    private static byte[] content(Parameters parameters, Content coding) {
        if (!parameters.isGiven("content") || parameters.value("content") == null) {
            throw parameters.refuse("content", "given");
        }
        return coding.bytes(parameters, "content");
    }

    private static Place target(ActionContext context, Parameters parameters) throws InterruptedException {
        return Place.readFile(context, parameters, "target_path", "target_directory");
    }

    private static void read(
            Place place, Content coding, Map<String, Found> found, Map<String, @Nullable Object> outputs)
            throws InterruptedException {
        try (Confined.Reading reading = place.directory().read(place.name())) {
            byte[] bytes = reading.stream().readNBytes(Download.MOST_KEPT + 1);
            if (bytes.length > Download.MOST_KEPT) {
                throw tooLarge(place, Download.MOST_KEPT, "a file that is read");
            }
            String text = coding.text(bytes);
            found.put("content", text.isEmpty() ? Found.EMPTY_TEXT : Found.of(text));
            outputs.put("file_content", Download.cut(text));
        } catch (IOException failed) {
            throw Confined.explained("read", place.name(), failed);
        }
    }

    private static void write(ActionContext context, Place place, byte[] bytes) throws InterruptedException {
        if (bytes.length > context.limits().diskBytes()) {
            throw tooLarge(place, context.limits().diskBytes(), "a file");
        }
        try (Confined.Writing writing = place.directory().write(place.name())) {
            writing.stream().write(bytes);
            writing.finish();
        } catch (IOException failed) {
            throw Confined.explained("write", place.name(), failed);
        }
    }

    private static void append(ActionContext context, Place place, byte[] bytes) throws InterruptedException {
        long there = place.directory().find(place.name()).map(Entry::size).orElse(0L);
        if (there + bytes.length > context.limits().diskBytes()) {
            throw tooLarge(place, context.limits().diskBytes(), "a file");
        }
        try (OutputStream stream = place.directory().append(place.name())) {
            stream.write(bytes);
        } catch (IOException failed) {
            throw Confined.explained("append to", place.name(), failed);
        }
    }

    private static void copy(ActionContext context, Place from, Place to) throws InterruptedException {
        long most = context.limits().diskBytes();
        try (Confined.Reading reading = from.directory().read(from.name());
                Confined.Writing writing = to.directory().write(to.name())) {
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            for (int length = reading.stream().read(chunk);
                    length >= 0;
                    length = reading.stream().read(chunk)) {
                stopWhenInterrupted();
                size += length;
                if (size > most) {
                    throw tooLarge(from, most, "a file");
                }
                writing.stream().write(chunk, 0, length);
            }
            writing.finish();
        } catch (IOException failed) {
            throw Confined.explained("copy", from.name(), failed);
        }
    }

    private static void move(ActionContext context, Place from, Place to) throws InterruptedException {
        if (!from.directory().rename(from.name(), to.directory(), to.name())) {
            copy(context, from, to);
            from.directory().delete(from.name());
        }
    }

    private static String checksum(Place place, Algorithm algorithm) throws InterruptedException {
        MessageDigest digest = algorithm.digest();
        try (Confined.Reading reading = place.directory().read(place.name())) {
            byte[] chunk = new byte[CHUNK];
            for (int length = reading.stream().read(chunk);
                    length >= 0;
                    length = reading.stream().read(chunk)) {
                stopWhenInterrupted();
                digest.update(chunk, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failed) {
            throw Confined.explained("read", place.name(), failed);
        }
    }

    private static void stopWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static ActionBrokenException tooLarge(Place place, long most, String what) {
        return new ActionBrokenException("Expected " + Shown.value(place.name().toString()) + " to have at most " + most
                + " bytes, the limit of " + what + ", but it has more.");
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
