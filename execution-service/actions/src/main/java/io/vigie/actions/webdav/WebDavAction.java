package io.vigie.actions.webdav;

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
import io.vigie.actions.place.Download;
import io.vigie.actions.place.Listing;
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.NetworkFacts;
import io.vigie.actions.reach.Trust;
import io.vigie.actions.webdav.DavExchange.Answer;
import io.vigie.actions.webdav.DavStep.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a WebDAV server (RFC 4918).
 *
 * <p>Verdict: failed when the status is not the expected one (a successful one unless the step says otherwise) or an expectation is
 * not met; broken when there is no whole answer, when a limit is met, or when the local file cannot be read or written.
 */
public final class WebDavAction implements Action {

    private static final int LONGEST_SECONDS = 3_600;
    private static final int MOST_CHARACTERS_OF_AN_ADDRESS = 500;
    private static final int MOST_CHARACTERS_OF_A_FAILED_BODY = 1_000;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "webdav",
            List.of("WebDAVAction"),
            Localized.of("Fichiers WebDAV", "WebDAV files"),
            Localized.of(
                    "Envoie, télécharge, liste, copie, déplace ou supprime un fichier d'un serveur WebDAV. Les tailles sont limitées "
                            + "par l'exploitant (100 Mo par défaut) ; les redirections ne sont pas suivies.",
                    "Uploads, downloads, lists, copies, moves or deletes a file of a WebDAV server. Sizes are limited by the "
                            + "operator (100 MB by default); redirects are not followed."),
            List.of(
                    requiredChoice(
                            "method",
                            Localized.of("Méthode", "Method"),
                            List.of("GET", "PUT", "DELETE", "MKCOL", "PROPFIND", "COPY", "MOVE")),
                    required("url", ValueKind.STRING, Localized.of("Adresse", "Address"))
                            .withHelp("Adresse http ou https complète.", "A whole http or https address."),
                    optional("destination", ValueKind.STRING, Localized.of("Nouvelle adresse", "New address"))
                            .withHelp(
                                    "Pour COPY et MOVE : une adresse ou un chemin du même serveur.",
                                    "For COPY and MOVE: an address or a path on the same server."),
                    optional("overwrite", ValueKind.CHECKBOX, Localized.of("Remplacer", "Overwrite"))
                            .withDefault(true),
                    optionalChoice("depth", Localized.of("Profondeur", "Depth"), List.of("0", "1"))
                            .withDefault("1")
                            .withHelp(
                                    "Pour PROPFIND : 0 pour le fichier ou dossier lui-même, 1 pour ce que le dossier contient.",
                                    "For PROPFIND: 0 for the file or directory itself, 1 for what the directory holds."),
                    optional("username", ValueKind.STRING, Localized.of("Utilisateur", "User")),
                    optional("password", ValueKind.STRING, Localized.of("Mot de passe", "Password"))
                            .asSecret(),
                    optional("local_path", ValueKind.STRING, Localized.of("Fichier local", "Local file"))
                            .withHelp(
                                    "À envoyer par PUT, ou à écrire par GET.",
                                    "To be sent by PUT, or to be written by GET."),
                    Place.parameter("local_directory", Localized.of("Dossier local", "Local directory")),
                    optional("content", ValueKind.TEXTAREA, Localized.of("Contenu à envoyer", "Content to send"))
                            .withHelp("À la place d'un fichier local.", "Instead of a local file."),
                    optional("expected_status", ValueKind.ANY, Localized.of("Statut attendu", "Expected status"))
                            .withHelp(
                                    "207, \"2xx\", \"200-204\" ou une liste.", "207, \"2xx\", \"200-204\" or a list."),
                    Assertions.parameter("status", "body", "list", "size", "time"),
                    Trust.trustedCertificate(),
                    Trust.acceptAnyCertificate(),
                    optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                            .withDefault(30)
                            .between(0, LONGEST_SECONDS)
                            .withHelp("Pour toute la réponse ; 3600 au plus.", "For the whole answer; 3600 at most.")),
            List.of(
                    new OutputDescription(
                            "http_status_code", Localized.of("Le statut.", "The status."), ValueKind.NUMBER),
                    new OutputDescription(
                            "webdav_response",
                            Localized.of(
                                    "La réponse en texte, 65 536 caractères au plus.",
                                    "The answer as text, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "file_list",
                            Localized.of(
                                    "Pour PROPFIND : nom, type, taille, date.",
                                    "For PROPFIND: name, type, size, modified."),
                            ValueKind.LIST),
                    new OutputDescription(
                            "file_size",
                            Localized.of("Pour GET : la taille en octets.", "For GET: the size in bytes."),
                            ValueKind.NUMBER)),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Déposer un fichier", "Leave a file"),
                            ordered(
                                    "method", "PUT",
                                    "url", "{{webdav_url}}/orders.csv",
                                    "username", "{{webdav_user}}",
                                    "password", "{{webdav_password}}",
                                    "content", "id;total\n1;12.50\n",
                                    "expected_status", List.of(201, 204))),
                    new ActionExample(
                            Localized.of("Le fichier est dans la liste", "The file is in the list"),
                            ordered(
                                    "method", "PROPFIND",
                                    "url", "{{webdav_url}}/",
                                    "username", "{{webdav_user}}",
                                    "password", "{{webdav_password}}",
                                    "assertions",
                                            List.of(ordered(
                                                    "source", "list",
                                                    "path", "$[*].name",
                                                    "operator", "contains",
                                                    "expected", "orders.csv"))))));

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        DavStep step = DavStep.read(parameters, context);
        byte[] content = step.content();
        if (content != null && content.length > context.limits().uploadBytes()) {
            throw new ActionBrokenException("Expected a file of at most "
                    + context.limits().uploadBytes() + " bytes, the limit of an upload, but it has more.");
        }
        String shown = Shown.text(step.toString(), MOST_CHARACTERS_OF_AN_ADDRESS);
        context.log("→ " + shown);
        Answer answer = Errand.run(
                "get an answer to " + shown,
                step.timeout(),
                failure -> NetworkFacts.orBroken(failure, step.address().port()),
                new DavExchange(context, step)::send);
        context.log("← " + answer.status() + " · " + answer.millis() + " ms · "
                + answer.body().size() + " bytes");
        return judge(context, step, answer);
    }

    private static ActionResult judge(ActionContext context, DavStep step, Answer answer) throws InterruptedException {
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        outputs.put("http_status_code", answer.status());
        outputs.put("webdav_response", answer.body().beginning());
        Map<String, Found> found = new LinkedHashMap<>();
        found.put("status", Found.of(answer.status()));
        found.put("time", Found.of(answer.millis()));
        found.put("size", Found.of(answer.body().size()));
        if (step.method() == Method.GET) {
            outputs.put("file_size", answer.body().size());
        }
        if (step.assertions().lookAt("body")) {
            String body = answer.body()
                    .text()
                    .orElseThrow(() -> new ActionBrokenException("Expected the answer to have at most "
                            + Download.MOST_KEPT + " bytes, the limit of an answer that is checked, but it has more."));
            found.put("body", body.isEmpty() ? Found.EMPTY_TEXT : Found.of(body));
        }
        if (step.method() == Method.PROPFIND && answer.status() == 207) {
            Listing listing = new Listing(Shown.value(step.address().toString()));
            Multistatus.read(answer.body().text().orElse(""), step.address().uri(), !step.isDeep(), listing);
            listing.warn(context);
            found.put("list", Found.of(listing.asOutput()));
            outputs.put("file_list", listing.asOutput());
        }
        List<String> complaints = new ArrayList<>(status(step, answer));
        complaints.forEach(complaint -> context.log(LogLevel.ERROR, "✘ " + complaint));
        complaints.addAll(step.assertions().judge(found, context));
        if (!complaints.isEmpty() && answer.body().size() > 0) {
            context.log("body: " + Shown.text(answer.body().beginning(), MOST_CHARACTERS_OF_A_FAILED_BODY));
        }
        return Assertions.verdict(complaints, outputs);
    }

    private static List<String> status(DavStep step, Answer answer) {
        if (step.status().isPresent()) {
            return step.status().get().contains(answer.status())
                    ? List.of()
                    : List.of("Expected status to be " + step.status().get().words() + ", but found " + answer.status()
                            + ".");
        }
        boolean isDone = answer.status() / 100 == 2 && (answer.status() != 207 || step.method() == Method.PROPFIND);
        return isDone || step.assertions().lookAt("status")
                ? List.of()
                : List.of("Expected a successful status, since the step expects no other, but found " + answer.status()
                        + ".");
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
