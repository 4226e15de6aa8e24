package io.vigie.report.details;

import io.vigie.report.artifacts.Artifact;
import io.vigie.service.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * What is known of one test as a page of HTML that stands alone: no script, no picture, nothing that is fetched. Whatever a test, its server or a
 * person wrote is text in it and never markup. Pure.
 */
final class TestDocument {

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1f24;background:#fff}
            h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{color:#57606a}dd{margin:0}
            table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #d0d7de;padding:.3rem .6rem;text-align:left}
            pre{background:#f6f8fa;padding:1rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
            .passed{color:#116329}.failed,.broken,.timed-out,.interrupted{color:#a40e26}.skipped,.cancelled,.pending,.running{color:#57606a}
            """;

    private static final Map<String, Text> WORDS = Map.of(
            "pending", Text.of("En attente", "Pending"),
            "running", Text.of("En cours d'exécution", "Running"),
            "passed", Text.of("Réussi", "Passed"),
            "failed", Text.of("Échoué", "Failed"),
            "broken", Text.of("En erreur", "Error"),
            "skipped", Text.of("Ignoré", "Skipped"),
            "cancelled", Text.of("Annulé", "Cancelled"),
            "timed-out", Text.of("Temps dépassé", "Timed out"),
            "interrupted", Text.of("Interrompu", "Interrupted"));

    private final Locale locale;
    private final DateTimeFormatter instants;
    private final StringBuilder html = new StringBuilder(8_192);

    private TestDocument(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.instants = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    }

    /**
     * @param log the last lines of the newest attempt
     * @param error why the run itself broke, absent when it did not
     */
    static String of(UUID run, TestDetail test, LogPage log, @Nullable String error, Locale locale, ZoneId zone) {
        TestDocument document = new TestDocument(locale, zone);
        document.write(run, test, log, error);
        return document.html.toString();
    }

    private void write(UUID run, TestDetail detail, LogPage log, @Nullable String error) {
        TestSummary test = detail.test();
        String title = test.name() == null ? test.testId() : test.name();
        html.append("<!doctype html>\n<html lang=\"")
                .append(in(Text.of("fr", "en")))
                .append("\"><head><meta charset=\"utf-8\">");
        html.append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(safe(title));
        html.append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main><h1>")
                .append(safe(title));
        html.append(" : ")
                .append(word(test.outcome() == null ? test.status() : test.outcome()))
                .append("</h1><dl>");
        fact(Text.of("Exécution", "Run"), run.toString());
        fact(Text.of("Test", "Test"), test.testId());
        fact(Text.of("Début", "Started"), at(detail.startedAt()));
        fact(Text.of("Fin", "Finished"), at(detail.finishedAt()));
        fact(Text.of("Durée", "Duration"), millis(test.durationMs()));
        fact(Text.of("Message", "Message"), test.message());
        fact(Text.of("Erreur", "Error"), error);
        html.append("</dl>");
        detail.attempts().forEach(this::attempt);
        artifacts(detail.artifacts());
        outputs(detail.outputs());
        log(log);
        html.append("</main></body></html>\n");
    }

    private void attempt(TestDetail.Attempt attempt) {
        heading(Text.of("Tentative %s", "Attempt %s").with(String.valueOf(attempt.attempt())));
        html.append("<dl>");
        String outcome = attempt.outcome();
        if (outcome != null) {
            html.append("<dt>")
                    .append(in(Text.of("Résultat", "Result")))
                    .append("</dt><dd>")
                    .append(word(outcome))
                    .append("</dd>");
        }
        fact(Text.of("Durée", "Duration"), millis(attempt.durationMs()));
        fact(Text.of("Message", "Message"), attempt.message());
        html.append("</dl>");
        if (attempt.actions().isEmpty()) {
            return;
        }
        html.append("<table><tr>");
        for (Text column : List.of(
                Text.of("Action", "Action"),
                Text.of("Résultat", "Result"),
                Text.of("Durée", "Duration"),
                Text.of("Message", "Message"))) {
            html.append("<th scope=\"col\">").append(in(column)).append("</th>");
        }
        html.append("</tr>");
        for (TestDetail.Action action : attempt.actions()) {
            html.append("<tr><td>")
                    .append(action.index())
                    .append("/")
                    .append(action.count())
                    .append(" ")
                    .append(safe(action.type()));
            html.append("</td><td>")
                    .append(word(action.outcome()))
                    .append("</td><td>")
                    .append(millis(action.durationMs()));
            html.append("</td><td>")
                    .append(safe(action.message() == null ? "" : action.message()))
                    .append("</td></tr>");
        }
        html.append("</table>");
    }

    /** Opened beside the page: its sandbox has no session to fetch them with. */
    private void artifacts(List<Artifact> artifacts) {
        if (artifacts.isEmpty()) {
            return;
        }
        heading(Text.of("Artefacts", "Artifacts"));
        html.append("<ul>");
        for (Artifact artifact : artifacts) {
            html.append("<li><a target=\"_blank\" rel=\"noopener\" href=\"")
                    .append(safe(artifact.url()))
                    .append("\">");
            html.append(safe(artifact.name()))
                    .append("</a> (")
                    .append(artifact.size())
                    .append(in(Text.of(" octets", " bytes")))
                    .append(")</li>");
        }
        html.append("</ul>");
    }

    private void outputs(Map<String, String> outputs) {
        if (outputs.isEmpty()) {
            return;
        }
        heading(Text.of("Variables à la fin", "Variables at the end"));
        html.append("<dl>");
        outputs.forEach((name, value) -> fact(Text.same(name), value));
        html.append("</dl>");
    }

    private void log(LogPage log) {
        if (log.lines().isEmpty()) {
            return;
        }
        heading(Text.of("Journal", "Log"));
        if (log.lines().getFirst().n() > 1) {
            html.append("<p>")
                    .append(in(Text.of("Les %s dernières lignes sur %s", "The last %s lines of %s")
                            .with(String.valueOf(log.lines().size()), String.valueOf(log.total()))))
                    .append("</p>");
        }
        html.append("<pre>");
        log.lines().forEach(line -> html.append(safe(line.line())).append("\n"));
        html.append("</pre>");
    }

    private void heading(Text text) {
        html.append("<h2>").append(safe(in(text))).append("</h2>");
    }

    private void fact(Text name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            html.append("<dt>")
                    .append(safe(in(name)))
                    .append("</dt><dd>")
                    .append(safe(value))
                    .append("</dd>");
        }
    }

    private String word(String outcome) {
        return "<span class=\"" + safe(outcome) + "\">" + safe(in(WORDS.getOrDefault(outcome, Text.same(outcome))))
                + "</span>";
    }

    private @Nullable String at(@Nullable Instant instant) {
        return instant == null ? null : instants.format(instant);
    }

    private static @Nullable String millis(@Nullable Long millis) {
        return millis == null ? null : millis + " ms";
    }

    private String in(Text text) {
        return text.in(locale);
    }

    private static String safe(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
