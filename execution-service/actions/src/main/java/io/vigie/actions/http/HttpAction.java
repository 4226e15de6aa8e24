package io.vigie.actions.http;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Operator;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Trust;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request and judges its answer by what the step expects. Certificates are verified and no proxy is used, unless the
 * step says otherwise; each connection is first allowed by the target policy, the one to a proxy as well. HTTP/1.1, one client a step.
 *
 * <p>Verdict: failed when an expectation is not met or a capture finds nothing; broken when there is no whole answer (unknown host,
 * refused connection, timeout, more than {@value #MOST_BODY_BYTES} bytes). A step that says nothing of the status, the headers or the
 * body fails on a status of 400 or more.
 */
public final class HttpAction implements Action {

    /** The most bytes of a body, before and after it is decompressed; the transfer stops there. */
    static final int MOST_BODY_BYTES = 5 * 1024 * 1024;

    static final Set<String> OUTPUT_NAMES = Set.of(
            "http_status_code",
            "http_response_body",
            "http_response_time",
            "http_response_headers",
            "http_response_size",
            "http_response_file");

    private static final int MOST_SECONDS = 300;
    private static final int MOST_CHARACTERS_OF_A_FAILED_BODY = 1_000;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "http",
            List.of("HTTPRequestAction"),
            Localized.of("Requête HTTP", "HTTP request"),
            Localized.of(
                    "Envoie une requête HTTP et vérifie sa réponse. Si rien n'est attendu du statut, des en-têtes ou du "
                            + "corps, un statut de 400 ou plus fait échouer l'action. Réponse de 5 Mo au plus.",
                    "Sends an HTTP request and checks its answer. When nothing is expected of the status, the headers or the "
                            + "body, a status of 400 or more fails the action. Answers of 5 MB at most."),
            List.of(
                    optionalChoice(
                                    "method",
                                    Localized.of("Méthode", "Method"),
                                    List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
                            .withDefault("GET"),
                    required("url", ValueKind.STRING, Localized.of("Adresse", "Address"))
                            .withHelp("Adresse http ou https complète.", "A whole http or https address."),
                    optional("query", ValueKind.OBJECT, Localized.of("Paramètres d'adresse", "Query"))
                            .withHelp("Ajoutés à l'adresse, encodés.", "Added to the address, encoded."),
                    optional("headers", ValueKind.OBJECT, Localized.of("En-têtes", "Headers")),
                    optional("body", ValueKind.ANY, Localized.of("Corps", "Body"))
                            .withHelp(
                                    "Un objet ou une liste est envoyé en JSON (ou en formulaire si l'en-tête Content-Type le "
                                            + "dit), un texte tel quel.",
                                    "An object or a list is sent as JSON (or as a form when the Content-Type header says so), "
                                            + "a text as it is."),
                    optional("form", ValueKind.OBJECT, Localized.of("Formulaire", "Form"))
                            .withHelp(
                                    "Champs envoyés comme par un formulaire ; avec des fichiers, en plusieurs parties.",
                                    "Fields sent as a form does; with files, in several parts."),
                    optional("files", ValueKind.LIST, Localized.of("Fichiers", "Files"))
                            .withFields(
                                    required("field", ValueKind.STRING, Localized.of("Champ", "Field")),
                                    required("file", ValueKind.STRING, Localized.of("Fichier", "File")),
                                    Place.parameter("directory", Localized.of("Dossier", "Directory")),
                                    optional("file_name", ValueKind.STRING, Localized.of("Nom envoyé", "Name as sent")),
                                    optional(
                                            "content_type",
                                            ValueKind.STRING,
                                            Localized.of("Type du contenu", "Content type")))
                            .withHelp(
                                    "Fichiers de la campagne ou du dossier de travail, envoyés avec le formulaire.",
                                    "Files of the campaign or of the working directory, sent with the form."),
                    optional("expected_status", ValueKind.ANY, Localized.of("Statut attendu", "Expected status"))
                            .withHelp(
                                    "200, \"2xx\", \"200-204\" ou une liste.", "200, \"2xx\", \"200-204\" or a list."),
                    optional(
                                    "return_status_code",
                                    ValueKind.ANY,
                                    Localized.of("Statut attendu (ancien nom)", "Expected status (old name)"))
                            .withHelp("Comme expected_status.", "The same as expected_status."),
                    optional("assertions", ValueKind.LIST, Localized.of("Vérifications", "Assertions"))
                            .withFields(
                                    requiredChoice(
                                            "source",
                                            Localized.of("Source", "Source"),
                                            List.of("status", "header", "body", "json", "time")),
                                    optional("name", ValueKind.STRING, Localized.of("En-tête", "Header"))
                                            .withHelp(
                                                    "Le nom de l'en-tête, pour la source « header ».",
                                                    "The header's name, for the source \"header\"."),
                                    optional("path", ValueKind.STRING, Localized.of("Chemin JSON", "JSON path"))
                                            .withHelp(
                                                    "« $.users[0].name », pour la source « json ».",
                                                    "\"$.users[0].name\", for the source \"json\"."),
                                    optionalChoice(
                                                    "operator",
                                                    Localized.of("Comparaison", "Comparison"),
                                                    Operator.wireNames())
                                            .withDefault("equals"),
                                    optional(
                                            "expected",
                                            ValueKind.ANY,
                                            Localized.of("Valeur attendue", "Expected value")))
                            .withHelp(
                                    "« time » est en millisecondes ; « matches » cherche une expression régulière dans le texte.",
                                    "\"time\" is in milliseconds; \"matches\" looks for a regular expression in the text."),
                    optional("extract", ValueKind.OBJECT, Localized.of("Extraire", "Extract"))
                            .withHelp(
                                    "Nom de variable et « $.chemin », « header:Nom » ou « regex:expression » : remplit "
                                            + "{{app.nom}} et ajoute une sortie de ce nom. Rien à cet endroit : échec.",
                                    "Variable name with \"$.path\", \"header:Name\" or \"regex:expression\": fills {{app.name}} "
                                            + "and adds an output of that name. Nothing at that place: failed."),
                    optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                            .withDefault(30)
                            .between(0, MOST_SECONDS)
                            .withHelp(
                                    "Pour toute la réponse, redirections comprises ; 300 au plus.",
                                    "For the whole answer, redirects included; 300 at most."),
                    optional(
                                    "follow_redirects",
                                    ValueKind.CHECKBOX,
                                    Localized.of("Suivre les redirections", "Follow redirects"))
                            .withDefault(true)
                            .withHelp(
                                    "Dix au plus. Décocher pour vérifier une réponse 3xx elle-même.",
                                    "Ten at most. Untick to check a 3xx answer itself."),
                    optional("save_as", ValueKind.STRING, Localized.of("Enregistrer sous", "Save as"))
                            .withHelp(
                                    "Fichier qui reçoit le corps de la réponse, jusqu'à la limite des téléchargements.",
                                    "File that takes the answer's body, up to the limit of downloads."),
                    optionalChoice(
                                    "save_directory",
                                    Localized.of("Dossier de l'enregistrement", "Directory to save in"),
                                    List.of("files", "work"))
                            .withDefault("work"),
                    optional("keep_cookies", ValueKind.CHECKBOX, Localized.of("Garder les cookies", "Keep cookies"))
                            .withDefault(false)
                            .withHelp(
                                    "Les partage entre les actions du test qui les gardent aussi.",
                                    "Shares them between the actions of the test that keep them too."),
                    optional(
                                    "verify_tls",
                                    ValueKind.CHECKBOX,
                                    Localized.of("Vérifier le certificat", "Verify the certificate"))
                            .withDefault(true)
                            .withHelp(
                                    "Décocher est dangereux : n'importe qui sur le chemin peut tout lire et tout changer.",
                                    "To untick it is dangerous: whoever sits on the way can read and change everything."),
                    Trust.trustedCertificate(),
                    optional(
                                    "client_certificate",
                                    ValueKind.TEXTAREA,
                                    Localized.of("Certificat du client", "Client certificate"))
                            .withHelp("Format PEM, avec sa clé.", "PEM, with its key."),
                    optional("client_key", ValueKind.TEXTAREA, Localized.of("Clé du client", "Client key"))
                            .asSecret()
                            .withHelp("Format PEM (PKCS #8), non chiffrée.", "PEM (PKCS #8), not encrypted."),
                    optional("proxy", ValueKind.STRING, Localized.of("Mandataire", "Proxy"))
                            .withHelp(
                                    "« http://proxy.example.com:3128 » ; aucun sans cela.",
                                    "\"http://proxy.example.com:3128\"; none without it.")),
            List.of(
                    new OutputDescription(
                            "http_status_code", Localized.of("Le statut.", "The status."), ValueKind.NUMBER),
                    new OutputDescription(
                            "http_response_body",
                            Localized.of(
                                    "Le corps en texte, 65 536 caractères au plus.",
                                    "The body as text, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "http_response_time",
                            Localized.of(
                                    "Millisecondes jusqu'au dernier octet, redirections comprises.",
                                    "Milliseconds until the last byte, redirects included."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "http_response_headers",
                            Localized.of("Les en-têtes, noms en minuscules.", "The headers, names in lower case."),
                            ValueKind.OBJECT),
                    new OutputDescription(
                            "http_response_size",
                            Localized.of("La taille du corps en octets.", "The size of the body in bytes."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "http_response_file",
                            Localized.of("Le fichier enregistré.", "The file that was saved."),
                            ValueKind.STRING)),
            "extract",
            List.of(
                    new ActionExample(
                            Localized.of("Le service est en bonne santé", "The service is healthy"),
                            ordered(
                                    "method",
                                    "GET",
                                    "url",
                                    "{{base_url}}/health",
                                    "expected_status",
                                    200,
                                    "assertions",
                                    List.of(ordered(
                                            "source", "json",
                                            "path", "$.status",
                                            "operator", "equals",
                                            "expected", "healthy")))),
                    new ActionExample(
                            Localized.of("Se connecter et retenir le jeton", "Log in and keep the token"),
                            ordered(
                                    "method",
                                    "POST",
                                    "url",
                                    "{{base_url}}/api/login",
                                    "body",
                                    ordered("email", "{{email}}", "password", "{{password}}"),
                                    "expected_status",
                                    200,
                                    "extract",
                                    ordered("token", "$.token"),
                                    "output_mapping",
                                    ordered("http_response_time", "login_time"))),
                    new ActionExample(
                            Localized.of("Un accès sans jeton est refusé", "Access without a token is refused"),
                            ordered(
                                    "method", "GET",
                                    "url", "{{base_url}}/api/campains",
                                    "headers", ordered("Accept-Language", "en"),
                                    "expected_status", List.of(401, 403),
                                    "assertions",
                                            List.of(
                                                    ordered(
                                                            "source", "header",
                                                            "name", "Content-Type",
                                                            "operator", "contains",
                                                            "expected", "json"),
                                                    ordered(
                                                            "source", "time",
                                                            "operator", "less_than",
                                                            "expected", 2000))))));

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        HttpStep step = HttpStep.read(context, parameters);
        Answer answer = new Exchange(context).send(step);
        Map<String, @Nullable Object> outputs = outputs(answer, context);
        if (step.saveAs() != null) {
            outputs.put("http_response_file", step.saveAs().name().toString());
        }
        if (answer.isCut() && step.saveAs() == null) {
            return ActionResult.broken(
                    "Expected an answer of at most " + most(context)
                            + ", but it is longer; the transfer was stopped there.",
                    outputs);
        }
        if ((answer.isCut() || !answer.isReadable()) && step.expectations().lookIntoBody()) {
            return ActionResult.broken(
                    "Expected an answer of at most " + most(context)
                            + ", the limit of a body that is checked, but it is longer; it was saved.",
                    outputs);
        }
        List<String> complaints = new ArrayList<>(step.expectations().judge(answer, context));
        complaints.addAll(step.expectations().capture(answer, context, outputs));
        if (complaints.isEmpty()) {
            return ActionResult.passed(outputs);
        }
        if (answer.size() > 0) {
            context.log("body: " + Shown.text(answer.text(), MOST_CHARACTERS_OF_A_FAILED_BODY));
        }
        String further = complaints.size() == 1 ? "" : " (and " + (complaints.size() - 1) + " more)";
        return ActionResult.failed(complaints.getFirst() + further, outputs);
    }

    private static String most(ActionContext context) {
        long allowed = context.limits().downloadBytes();
        return allowed < MOST_BODY_BYTES
                ? allowed + " bytes, the limit of a download"
                : MOST_BODY_BYTES / (1024 * 1024) + " MB";
    }

    private static Map<String, @Nullable Object> outputs(Answer answer, ActionContext context) {
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        outputs.put("http_status_code", answer.status());
        String body = answer.text();
        if (body.length() > ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
            context.log(
                    LogLevel.WARN,
                    "The output http_response_body is cut after " + ActionResult.MAXIMUM_OUTPUT_CHARACTERS
                            + " characters; assertions and extract see the whole body.");
            body = body.substring(0, ActionResult.MAXIMUM_OUTPUT_CHARACTERS);
        }
        outputs.put("http_response_body", body);
        outputs.put("http_response_time", answer.millis());
        outputs.put("http_response_size", answer.size());
        outputs.put("http_response_headers", answer.headers());
        return outputs;
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
