package io.vigie.actions.s3;

import static io.vigie.action.ParameterDescription.optional;
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
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.NetworkFacts;
import io.vigie.actions.reach.Target;
import io.vigie.actions.reach.Trust;
import io.vigie.actions.remote.RemoteRefusal;
import io.vigie.actions.remote.RemoteStep;
import io.vigie.actions.remote.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Works on the objects of a bucket of S3, or of a server that speaks like it. One client a step, with nothing of the worker's own
 * credentials. Objects are streamed; a list ends with its thousandth key.
 *
 * <p>Verdict: failed when the server says no (no such object or bucket, not allowed), unless the step's assertions look at
 * {@code success} or {@code exists}, and when an expectation is not met; broken when the server cannot be reached, when a limit is met,
 * or when the local file cannot be read or written.
 */
public final class S3Action implements Action {

    private static final int MOST_SECONDS = 3_600;
    private static final int MOST_KEYS = 1_000;
    private static final int NOT_FOUND = 404;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "s3",
            List.of("S3Action"),
            Localized.of("Stockage S3", "S3 storage"),
            Localized.of(
                    "Envoie, lit, liste ou supprime les objets d'un compartiment S3 (Amazon ou compatible). Si le serveur refuse, "
                            + "l'action échoue, sauf si les vérifications portent sur « success » ou « exists ».",
                    "Puts, gets, lists or deletes objects of an S3 bucket (Amazon's or a compatible one). When the server "
                            + "refuses, the action fails, unless the assertions look at \"success\" or \"exists\"."),
            List.of(
                    requiredChoice(
                            "operation",
                            Localized.of("Opération", "Operation"),
                            List.of("put", "get", "head", "list", "delete")),
                    optional("endpoint", ValueKind.STRING, Localized.of("Adresse du serveur", "Endpoint"))
                            .withHelp(
                                    "Adresse http ou https ; sans elle, celle d'Amazon pour la région.",
                                    "An http or https address; without it, Amazon's for the region."),
                    optional("region", ValueKind.STRING, Localized.of("Région", "Region"))
                            .withDefault("us-east-1"),
                    required("bucket", ValueKind.STRING, Localized.of("Compartiment", "Bucket")),
                    optional("key", ValueKind.STRING, Localized.of("Clé", "Key"))
                            .withHelp(
                                    "La clé de l'objet ; pour « list », le début des clés.",
                                    "The object's key; for \"list\", what the keys begin with."),
                    optional("access_key", ValueKind.STRING, Localized.of("Clé d'accès", "Access key"))
                            .withHelp("Sans elle, l'accès est anonyme.", "Without it, access is anonymous."),
                    optional("secret_key", ValueKind.STRING, Localized.of("Clé secrète", "Secret key"))
                            .asSecret(),
                    optional("session_token", ValueKind.STRING, Localized.of("Jeton de session", "Session token"))
                            .asSecret(),
                    optional(
                                    "path_style",
                                    ValueKind.CHECKBOX,
                                    Localized.of("Compartiment dans le chemin", "Bucket in the path"))
                            .withDefault(true)
                            .withHelp(
                                    "Décocher pour l'écrire dans le nom de la machine.",
                                    "Untick to write it into the host's name."),
                    Trust.trustedCertificate(),
                    Trust.acceptAnyCertificate(),
                    optional("content", ValueKind.TEXTAREA, Localized.of("Texte à envoyer", "Text to put")),
                    optional("local_path", ValueKind.STRING, Localized.of("Fichier local", "Local file"))
                            .withHelp(
                                    "À envoyer par « put », ou à écrire par « get » ; sans lui, « get » ne garde que le contenu.",
                                    "To be put, or to be written by \"get\"; without it \"get\" keeps the content alone."),
                    Place.parameter("local_directory", Localized.of("Dossier local", "Local directory")),
                    optional("content_type", ValueKind.STRING, Localized.of("Type du contenu", "Content type")),
                    optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                            .withDefault(30)
                            .between(0, MOST_SECONDS),
                    Assertions.parameter(
                            "success", "exists", "size", "content", "content_type", "etag", "list", "time")),
            List.of(
                    new OutputDescription(
                            "s3_operation_success",
                            Localized.of(
                                    "Si le serveur a fait ce qui était demandé.",
                                    "Whether the server did what was asked."),
                            ValueKind.BOOLEAN),
                    new OutputDescription(
                            "s3_file_content",
                            Localized.of(
                                    "Le contenu lu, 65 536 caractères au plus.",
                                    "The content that was read, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "s3_file_size",
                            Localized.of("La taille en octets.", "The size in bytes."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "s3_file_list",
                            Localized.of("Les objets : clé, taille, date.", "The objects: key, size, modified."),
                            ValueKind.LIST),
                    new OutputDescription(
                            "s3_etag",
                            Localized.of("L'étiquette de la version.", "The tag of the version."),
                            ValueKind.STRING),
                    new OutputDescription(
                            "s3_content_type",
                            Localized.of("Le type du contenu.", "The content type."),
                            ValueKind.STRING)),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Envoyer un rapport", "Put a report"),
                            example(
                                    "put",
                                    "reports/today.csv",
                                    Map.of("content", "id;state\n1;open\n", "content_type", "text/csv"))),
                    new ActionExample(
                            Localized.of("L'export est arrivé", "The export has arrived"),
                            example(
                                    "get",
                                    "reports/today.csv",
                                    Map.of(
                                            "assertions",
                                            List.of(Map.of(
                                                    "source",
                                                    "content",
                                                    "operator",
                                                    "contains",
                                                    "expected",
                                                    "1;open"))))),
                    new ActionExample(
                            Localized.of("Un objet n'existe pas", "An object does not exist"),
                            example(
                                    "head",
                                    "reports/tomorrow.csv",
                                    Map.of("assertions", List.of(Map.of("source", "exists", "expected", false)))))));

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        S3Step step = S3Step.read(context, parameters);
        String server = Target.plain(step.endpoint().getHost());
        context.log("→ s3 " + step.verb() + " " + Shown.value(step.key()) + " · bucket " + Shown.value(step.bucket())
                + " on " + server);
        long start = System.nanoTime();
        Map<String, Found> found = new LinkedHashMap<>();
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        Optional<RemoteRefusal> refusal = Errand.run(
                step.intent() + " on \"" + server + "\"",
                step.timeout(),
                failure -> NetworkFacts.orBroken(failure, step.port()),
                errand -> {
                    // Judged once more when it is connected to; asked first for a clear answer.
                    Target.judged(context, server, step.port());
                    try (SdkHttpClient connections = Buckets.connections(step, context);
                            S3Client client = Buckets.open(step, connections)) {
                        carryOut(step, client, context, found, outputs);
                        return Optional.<RemoteRefusal>empty();
                    } catch (S3Exception answered) {
                        return Optional.of(refusal(answered));
                    }
                });
        return judged(step, refusal, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), context, found, outputs);
    }

    private static ActionResult judged(
            S3Step step,
            Optional<RemoteRefusal> refusal,
            long millis,
            ActionContext context,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs)
            throws InterruptedException {
        found.put("time", Found.of(millis));
        found.put("success", Found.of(refusal.isEmpty()));
        outputs.put("s3_operation_success", refusal.isEmpty());
        List<String> complaints = new ArrayList<>();
        if (refusal.isPresent()) {
            context.log("← refused · " + millis + " ms: " + refusal.get().fact());
            found.put("exists", Found.of(!refusal.get().isMissing()));
            boolean isLookedAt = step.assertions().lookAt("success")
                    || (step.assertions().lookAt("exists") && refusal.get().isMissing());
            if (!isLookedAt) {
                complaints.add("Expected to " + step.intent() + ", but "
                        + refusal.get().fact() + ".");
                context.log(LogLevel.ERROR, "✘ " + complaints.getFirst());
            }
        } else {
            found.put("exists", Found.of(step.operation() != S3Step.Operation.DELETE));
            context.log("← done · " + millis + " ms"
                    + (outputs.get("s3_file_size") instanceof Long size ? " · " + size + " bytes" : ""));
        }
        complaints.addAll(step.assertions().judge(found, context));
        return Assertions.verdict(complaints, outputs);
    }

    private static RemoteRefusal refusal(S3Exception answered) {
        String code = answered.awsErrorDetails() == null
                ? null
                : answered.awsErrorDetails().errorCode();
        // The answer to a question about an object has no body, and therefore no code.
        if (answered.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code)) {
            return RemoteRefusal.missing();
        }
        return RemoteRefusal.saying(answered.statusCode() + (code == null ? "" : " " + code));
    }

    private static void carryOut(
            S3Step step,
            S3Client client,
            ActionContext context,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        switch (step.operation()) {
            case PUT -> put(step, client, context, found, outputs);
            case GET -> get(step, client, context, found, outputs);
            case HEAD -> {
                HeadObjectResponse head = client.headObject(
                        request -> request.bucket(step.bucket()).key(step.key()));
                size(head.contentLength(), found, outputs);
                tell("content_type", head.contentType(), found, outputs);
                tell("etag", head.eTag(), found, outputs);
            }
            case LIST -> list(step, client, found, outputs);
            case DELETE ->
                client.deleteObject(request -> request.bucket(step.bucket()).key(step.key()));
        }
    }

    private static void put(
            S3Step step,
            S3Client client,
            ActionContext context,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        byte[] text = step.content();
        Place local = step.local();
        long most = context.limits().uploadBytes();
        if (text != null) {
            send(
                    step,
                    client,
                    text.length,
                    () -> new Upload(new ByteArrayInputStream(text), text.length, most),
                    found,
                    outputs);
        } else if (local != null) {
            try (Opened opened = new Opened(local, most)) {
                send(step, client, opened.size(), opened, found, outputs);
            }
        }
    }

    private static void send(
            S3Step step,
            S3Client client,
            long size,
            ContentStreamProvider content,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs) {
        String type = step.contentType().orElse("application/octet-stream");
        var answer = client.putObject(
                request -> request.bucket(step.bucket()).key(step.key()).contentType(type),
                RequestBody.fromContentProvider(content, size, type));
        size(size, found, outputs);
        tell("etag", answer.eTag(), found, outputs);
    }

    /** A local file that is read from its beginning as often as the client needs it: to sign it, then to send it. */
    private static final class Opened implements ContentStreamProvider, AutoCloseable {

        private final Place place;
        private final long most;
        private Confined.Reading reading;

        Opened(Place place, long most) throws InterruptedException {
            this.place = place;
            this.most = most;
            this.reading = place.directory().read(place.name());
        }

        long size() {
            return reading.size();
        }

        @Override
        public InputStream newStream() {
            reading.close();
            try {
                reading = place.directory().read(place.name());
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw AbortedException.create("interrupted", asked);
            }
            return new Upload(reading.stream(), reading.size(), most);
        }

        @Override
        public void close() {
            reading.close();
        }
    }

    private static void get(
            S3Step step,
            S3Client client,
            ActionContext context,
            Map<String, Found> found,
            Map<String, @Nullable Object> outputs)
            throws IOException, InterruptedException {
        ResponseInputStream<GetObjectResponse> object =
                client.getObject(request -> request.bucket(step.bucket()).key(step.key()));
        boolean isWhole = false;
        try (Download download =
                Download.of(Shown.value(step.key()), context.limits().downloadBytes(), step.local())) {
            RemoteStep.copy(object, download);
            isWhole = true;
            download.finish();
            size(download.size(), found, outputs);
            outputs.put("s3_file_content", download.beginning());
            if (step.assertions().lookAt("content")) {
                found.put(
                        "content",
                        download.text()
                                .map(text -> text.isEmpty() ? Found.EMPTY_TEXT : Found.of(text))
                                .orElseThrow(() -> new ActionBrokenException("Expected " + Shown.value(step.key())
                                        + " to have at most " + Download.MOST_KEPT
                                        + " bytes, the limit of a content that is checked, but it has more.")));
            }
        } finally {
            if (!isWhole) {
                // Closing would read the rest, however long it is.
                object.abort();
            }
        }
        tell("content_type", object.response().contentType(), found, outputs);
        tell("etag", object.response().eTag(), found, outputs);
    }

    private static void list(
            S3Step step, S3Client client, Map<String, Found> found, Map<String, @Nullable Object> outputs) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        int characters = 0;
        var pages = client.listObjectsV2Paginator(
                request -> request.bucket(step.bucket()).prefix(step.key()).maxKeys(MOST_KEYS));
        for (S3Object object : pages.contents()) {
            characters += object.key().length();
            if (objects.size() == MOST_KEYS || characters > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
                throw new ActionBrokenException("Expected at most " + MOST_KEYS + " objects with keys of "
                        + ActionResult.MAXIMUM_OUTPUT_CHARACTERS
                        + " characters altogether, but there are more; begin \"key\" "
                        + "with more of what is looked for.");
            }
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("key", object.key());
            entry.put("size", object.size());
            entry.put(
                    "modified",
                    object.lastModified() == null ? null : object.lastModified().toString());
            objects.add(entry);
        }
        found.put("list", Found.of(objects));
        outputs.put("s3_file_list", objects);
    }

    private static void size(@Nullable Long size, Map<String, Found> found, Map<String, @Nullable Object> outputs) {
        if (size != null) {
            found.put("size", Found.of(size));
            outputs.put("s3_file_size", size);
        }
    }

    private static void tell(
            String name, @Nullable String value, Map<String, Found> found, Map<String, @Nullable Object> outputs) {
        if (value != null) {
            found.put(name, Found.of(value));
            outputs.put("s3_" + name, value);
        }
    }

    private static Map<String, @Nullable Object> example(String operation, String key, Map<String, ?> more) {
        Map<String, @Nullable Object> step = new LinkedHashMap<>();
        step.put("operation", operation);
        step.put("endpoint", "{{s3_url}}");
        step.put("bucket", "shop");
        step.put("key", key);
        step.put("access_key", "{{s3_key}}");
        step.put("secret_key", "{{s3_secret}}");
        step.putAll(more);
        return step;
    }
}
