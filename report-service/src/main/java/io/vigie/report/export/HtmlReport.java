package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import io.vigie.service.Text;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * A report that people open without us: one file of HTML that fetches nothing and runs nothing. Its policy allows its own style by digest and
 * nothing else, so that not even markup that got through could act. What somebody should look at stands first and whole; the others are rows, a
 * thousand to a part that stays closed until somebody opens it, which is what lets a browser show a hundred thousand.
 */
@Component
class HtmlReport implements ReportFormat {

    private static final int ROWS_IN_A_PART = 1_000;

    /** How many failing cases of one test are shown; the others are counted. */
    private static final int CASES_SHOWN = 200;

    private static final String STYLE = """
        :root{color-scheme:light dark;--text:#1b1f24;--quiet:#57606a;--page:#fff;--box:#f6f8fa;--line:#d0d7de;--good:#116329;--bad:#a40e26;--warn:#7a4b00}
        @media(prefers-color-scheme:dark){:root{--text:#e6edf3;--quiet:#9da7b3;--page:#0d1117;--box:#161b22;--line:#3d444d;--good:#57c46b;--bad:#ff8080;--warn:#e3b341}}
        *{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;margin:0;color:var(--text);background:var(--page)}
        main{max-width:70rem;margin:0 auto;padding:1.5rem 1rem 3rem}
        h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .25rem}
        p{margin:.25rem 0}.quiet{color:var(--quiet)}
        .notice{border:1px solid var(--warn);border-left-width:.4rem;padding:.5rem .75rem;margin:1rem 0;border-radius:.25rem}
        .counts{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0;padding:0;list-style:none}
        .counts li{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .75rem;background:var(--box);min-width:6rem}.counts b{display:block;font-size:1.4rem;line-height:1.2}
        .bar{display:flex;height:.6rem;border-radius:.3rem;overflow:hidden;background:var(--line)}
        dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
        details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;background:var(--page)}
        summary{padding:.5rem .75rem;cursor:pointer;overflow-wrap:anywhere}summary:focus-visible{outline:2px solid var(--text);outline-offset:2px}
        details>.in{padding:0 .75rem .75rem;border-top:1px solid var(--line)}
        .table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{color:var(--quiet);font-weight:600}
        td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        pre{background:var(--box);border:1px solid var(--line);border-radius:.25rem;padding:.6rem;margin:.25rem 0;overflow:auto;max-height:30rem;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,monospace}
        code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
        .passed{color:var(--good)}.failed,.broken,.timed-out,.interrupted{color:var(--bad)}.flaky,.quarantined,.cancelled{color:var(--warn)}.skipped,.pending,.running{color:var(--quiet)}
        .verdict{font-weight:700}
        @media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.35rem}td,th{padding:.3rem .25rem}}
        @media print{pre{max-height:none}}
        """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Sha256.digest().digest(STYLE.getBytes(StandardCharsets.UTF_8)))
            + "'; base-uri 'none'; form-action 'none'";

    private static final Map<Outcome, Text> OUTCOMES = new EnumMap<>(Map.of(
            Outcome.PASSED, Text.of("Réussi", "Passed"),
            Outcome.FAILED, Text.of("Échoué", "Failed"),
            Outcome.BROKEN, Text.of("En erreur", "Error"),
            Outcome.SKIPPED, Text.of("Ignoré", "Skipped"),
            Outcome.CANCELLED, Text.of("Annulé", "Cancelled"),
            Outcome.TIMED_OUT, Text.of("Temps dépassé", "Timed out"),
            Outcome.INTERRUPTED, Text.of("Interrompu", "Interrupted")));

    private static final Text RUNNING = Text.of("En cours d'exécution", "Running");
    private static final Text WAITING = Text.of("En attente", "Waiting");
    private static final Text FLAKY = Text.of("instable", "flaky");
    private static final Text QUARANTINED = Text.of("en quarantaine", "quarantined");

    private final Logs logs;
    private final ZoneId zone;

    HtmlReport(Logs logs, @Value("${vigie.time-zone:}") String zone) {
        this.logs = logs;
        this.zone = zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone);
    }

    @Override
    public String name() {
        return "html";
    }

    @Override
    public MediaType type() {
        return new MediaType("text", "html", StandardCharsets.UTF_8);
    }

    @Override
    public String extension() {
        return "html";
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        new Page(text, run, locale).write();
        text.flush();
    }

    private final class Page {

        private final Writer html;
        private final ExportedRun run;
        private final RunFacts facts;
        private final Locale locale;
        private final DateTimeFormatter instants;

        Page(Writer html, ExportedRun run, Locale locale) {
            this.html = html;
            this.run = run;
            this.facts = run.facts();
            this.locale = locale;
            this.instants =
                    DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx").withZone(zone);
        }

        void write() throws IOException {
            raw("<!doctype html>\n<html lang=\"" + in(Text.of("fr", "en")) + "\"><head><meta charset=\"utf-8\">");
            raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">");
            raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"generator\""
                    + " content=\"Vigie\"><title>");
            text(facts.name() + " · " + facts.campaign());
            raw("</title><style>" + STYLE + "</style></head><body><main>");
            head();
            telling();
            quiet();
            raw("<p class=\"quiet\">");
            text(in(Text.of("Exporté par Vigie le %s", "Exported by Vigie on %s"))
                    .formatted(instants.format(facts.exportedAt())));
            raw("</p></main></body></html>\n");
        }

        private void head() throws IOException {
            raw("<h1>");
            text(facts.name());
            raw("</h1><p>");
            text(facts.campaign() + " · " + facts.environment());
            raw(" · ");
            if (facts.ended()) {
                word(facts.outcome());
            } else {
                span("running verdict", facts.phase() == io.vigie.contracts.Phase.PENDING ? in(WAITING) : in(RUNNING));
            }
            raw("</p>");
            if (!facts.ended()) {
                notice(Text.of(
                                "Cette exécution n'est pas terminée : ce rapport la montre telle qu'elle était le %s,"
                                        + " à l'événement %s de son historique.",
                                "This run has not ended: this report shows it as it was on %s, at event %s of its"
                                        + " history.")
                        .with(instants.format(facts.exportedAt()), String.valueOf(facts.sequence())));
            }
            if (facts.missing() > 0) {
                notice(Text.of(
                                "Ce rapport est incomplet : %s événements de l'historique n'ont pas pu être lus.",
                                "This report is incomplete: %s events of the history could not be read.")
                        .with(String.valueOf(facts.missing())));
            }
            for (Text sentence : facts.gone()) {
                notice(sentence);
            }
            if (facts.error() != null) {
                notice(Text.of("Erreur du système : %s", "System error: %s").with(facts.error()));
            }
            counts();
            raw("<details><summary>");
            text(in(Text.of("À propos de cette exécution", "About this run")));
            raw("</summary><div class=\"in\"><dl>");
            fact(Text.of("Exécution", "Run"), facts.run().toString());
            fact(
                    Text.of("Environnement", "Environment"),
                    facts.environment() + " (v" + facts.environmentVersion() + ")");
            fact(Text.of("Lancée par", "Launched by"), facts.launchedBy());
            fact(Text.of("Lancée le", "Launched"), at(facts.launchedAt()));
            fact(Text.of("Début", "Started"), at(facts.startedAt()));
            fact(Text.of("Fin", "Finished"), at(facts.finishedAt()));
            fact(Text.of("Durée", "Duration"), duration(facts.millis()));
            fact(Text.of("Parallélisme", "Parallelism"), String.valueOf(facts.parallelism()));
            fact(Text.of("Reprises permises", "Retries allowed"), String.valueOf(facts.retries()));
            fact(Text.of("Arrêt", "Stopped"), facts.stopReason());
            fact(Text.of("Arrêt demandé par", "Stop asked for by"), facts.stopRequestedBy());
            fact(Text.of("Dernier événement", "Last event"), String.valueOf(facts.sequence()));
            raw("</dl></div></details>");
        }

        private void counts() throws IOException {
            RunCounts counts = run.counts();
            raw("<ul class=\"counts\">");
            count("", Text.of("Tests", "Tests"), counts.tests());
            for (Outcome outcome : Outcome.values()) {
                if (outcome == Outcome.PASSED || outcome == Outcome.FAILED || counts.tests(outcome) > 0) {
                    count(outcome.toString(), OUTCOMES.getOrDefault(outcome, WAITING), counts.tests(outcome));
                }
            }
            if (counts.tests(null) > 0) {
                count("pending", Text.of("Sans verdict", "No verdict yet"), counts.tests(null));
            }
            if (counts.flaky() > 0) {
                count("flaky", Text.of("Instables", "Flaky"), counts.flaky());
            }
            if (counts.quarantined() > 0) {
                count("quarantined", Text.of("En quarantaine", "Quarantined"), counts.quarantined());
            }
            if (counts.cases() > 0) {
                count("", Text.of("Cas de test", "Test cases"), counts.cases());
            }
            raw("</ul>");
        }

        private void count(String style, Text name, int number) throws IOException {
            raw("<li><b class=\"" + style + "\">" + number + "</b>");
            text(in(name));
            raw("</li>");
        }

        private void telling() throws IOException {
            boolean[] any = new boolean[1];
            run.tests(ExportedRun.Selection.TELLING, test -> {
                if (!any[0]) {
                    any[0] = true;
                    heading(Text.of("À regarder", "To look at"));
                }
                test(test);
            });
            if (!any[0] && facts.ended()) {
                raw("<p class=\"passed\">");
                text(in(Text.of("Rien à signaler.", "Nothing to report.")));
                raw("</p>");
            }
        }

        private void test(TestFacts test) throws IOException {
            raw("<details><summary>");
            verdict(test);
            raw(" ");
            text(test.title());
            raw(" <span class=\"quiet\">");
            text(duration(test.durationMs()));
            raw("</span>");
            String message = test.message();
            if (message != null) {
                raw("<br><span class=\"quiet\">");
                text(message.length() <= 200 ? message : message.substring(0, 200) + "…");
                raw("</span>");
            }
            raw("</summary><div class=\"in\"><dl>");
            fact(Text.of("Test", "Test"), test.id());
            fact(Text.of("Position", "Position"), position(test));
            fact(Text.of("Début", "Started"), at(test.startedAt()));
            fact(Text.of("Fin", "Finished"), at(test.finishedAt()));
            fact(Text.of("Empreinte du journal (SHA-256)", "Digest of the log (SHA-256)"), test.logDigest());
            raw("</dl>");
            if (message != null) {
                pre(message);
            }
            for (TestFacts.Attempt attempt : test.attempts().reversed()) {
                attempt(test, attempt);
            }
            cases(test);
            files(test);
            log(test);
            raw("</div></details>\n");
        }

        private void verdict(TestFacts test) throws IOException {
            if (test.outcome() == null) {
                span(
                        "verdict " + (test.status().equals(TestFacts.RUNNING) ? "running" : "pending"),
                        in(test.status().equals(TestFacts.RUNNING) ? RUNNING : WAITING));
            } else {
                word(test.outcome());
            }
            if (test.flaky()) {
                raw(" ");
                span("flaky", "(" + in(FLAKY) + ")");
            }
            if (test.quarantined()) {
                raw(" ");
                span("quarantined", "(" + in(QUARANTINED) + ")");
            }
        }

        private void attempt(TestFacts test, TestFacts.Attempt attempt) throws IOException {
            boolean only = test.attempts().size() == 1;
            if (!only) {
                raw("<h3>");
                text(in(Text.of("Tentative %s", "Attempt %s")).formatted(attempt.number()));
                raw(" ");
                Outcome outcome = attempt.outcome();
                if (outcome != null) {
                    word(outcome);
                } else if (attempt.lostAt() != null) {
                    span("interrupted", in(Text.of("Agent perdu", "Worker lost")));
                }
                raw("</h3>");
            }
            raw("<dl>");
            fact(Text.of("Agent", "Worker"), attempt.worker());
            fact(Text.of("Durée", "Duration"), duration(attempt.durationMs()));
            fact(Text.of("Perdu le", "Lost"), at(attempt.lostAt()));
            raw("</dl>");
            if (attempt.number() != test.attempt() && attempt.message() != null) {
                pre(attempt.message());
            }
            if (!attempt.actions().isEmpty()) {
                raw("<div class=\"table\"><table><thead><tr>");
                column(Text.of("Action", "Action"));
                column(Text.of("Résultat", "Result"));
                number(Text.of("Durée", "Duration"));
                column(Text.of("Message", "Message"));
                raw("</tr></thead><tbody>");
                for (TestFacts.Action action : attempt.actions()) {
                    raw("<tr><td>" + action.index() + "/" + action.count() + " ");
                    text(action.type());
                    raw("</td><td>");
                    word(action.outcome());
                    raw("</td><td class=\"n\">");
                    text(duration(action.durationMs()));
                    raw("</td><td>");
                    text(action.message() == null ? "" : action.message());
                    raw("</td></tr>");
                }
                raw("</tbody></table></div>");
            }
            String end = attempt.number() == test.attempt() ? "" : logs.endOf(attempt);
            if (!end.isEmpty()) {
                pre(end);
            }
        }

        /** Failing ones first and only: a suite may have thousands that passed. */
        private void cases(TestFacts test) throws IOException {
            if (!test.hasCases()) {
                return;
            }
            RunCounts.Cases counts = test.cases();
            heading3(Text.of("Cas de test : %s, dont %s non réussis", "Test cases: %s, %s of them not passed")
                    .with(String.valueOf(counts.total()), String.valueOf(counts.failed() + counts.broken())));
            int[] shown = new int[1];
            raw("<div class=\"table\"><table><tbody>");
            run.cases(test.id(), test.attempt(), one -> {
                if (one.outcome() == Outcome.PASSED || one.outcome() == Outcome.SKIPPED || shown[0]++ >= CASES_SHOWN) {
                    return;
                }
                raw("<tr><td>");
                word(one.outcome());
                raw("</td><td>");
                text(one.suite());
                raw("<br>");
                text(one.name());
                raw("</td><td class=\"n\">");
                text(duration(one.durationMs()));
                raw("</td><td>");
                text(one.message() == null ? "" : one.message());
                raw("</td></tr>");
            });
            raw("</tbody></table></div>");
            if (shown[0] > CASES_SHOWN) {
                raw("<p class=\"quiet\">");
                text(in(Text.of("… et %s autres.", "… and %s more.")).formatted(shown[0] - CASES_SHOWN));
                raw("</p>");
            }
        }

        private void files(TestFacts test) throws IOException {
            if (test.files().isEmpty()) {
                return;
            }
            heading3(Text.of("Artefacts", "Artifacts"));
            raw("<div class=\"table\"><table><thead><tr>");
            column(Text.of("Nom", "Name"));
            number(Text.of("Tentative", "Attempt"));
            number(Text.of("Octets", "Bytes"));
            column(Text.same("SHA-256"));
            raw("</tr></thead><tbody>");
            for (TestFacts.File file : test.files()) {
                raw("<tr><td>");
                text(file.name());
                raw("</td><td class=\"n\">" + file.attempt() + "</td><td class=\"n\">" + file.size()
                        + "</td><td><code>");
                text(file.sha256());
                raw("</code></td></tr>");
            }
            raw("</tbody></table></div>");
        }

        private void log(TestFacts test) throws IOException {
            String end = logs.endOf(test);
            if (end.isEmpty()) {
                return;
            }
            heading3(
                    test.logLines() == null
                            ? Text.of("Fin du journal", "End of the log")
                            : Text.of("Fin du journal (lignes en tout : %s)", "End of the log (lines in all: %s)")
                                    .with(String.valueOf(test.logLines())));
            pre(end);
        }

        private void quiet() throws IOException {
            int[] rows = new int[1];
            run.tests(ExportedRun.Selection.QUIET, test -> {
                if (rows[0] == 0) {
                    heading(Text.of("Les autres tests", "The other tests"));
                }
                if (rows[0] % ROWS_IN_A_PART == 0) {
                    if (rows[0] > 0) {
                        raw("</tbody></table></div></div></details>\n");
                    }
                    raw(rows[0] == 0 ? "<details open><summary>" : "<details><summary>");
                    text(in(Text.of("À partir de : %s", "From: %s")).formatted(test.title()));
                    raw("</summary><div class=\"in\"><div class=\"table\"><table><thead><tr>");
                    number(Text.same("#"));
                    column(Text.of("Test", "Test"));
                    column(Text.of("Résultat", "Result"));
                    number(Text.of("Durée", "Duration"));
                    column(Text.of("Message", "Message"));
                    raw("</tr></thead><tbody>");
                }
                rows[0]++;
                row(test);
            });
            if (rows[0] > 0) {
                raw("</tbody></table></div></div></details>\n");
            }
        }

        private void row(TestFacts test) throws IOException {
            raw("<tr><td class=\"n\">");
            text(position(test));
            raw("</td><td>");
            text(test.title());
            raw("</td><td>");
            verdict(test);
            raw("</td><td class=\"n\">");
            text(duration(test.durationMs()));
            raw("</td><td>");
            text(test.message() == null ? "" : test.message());
            if (test.hasCases()) {
                text(in(Text.of("%s cas de test", "%s test cases"))
                        .formatted(test.cases().total()));
            }
            raw("</td></tr>\n");
        }

        private void notice(Text text) throws IOException {
            raw("<p class=\"notice\">");
            text(in(text));
            raw("</p>");
        }

        private void heading(Text text) throws IOException {
            raw("<h2>");
            text(in(text));
            raw("</h2>");
        }

        private void heading3(Text text) throws IOException {
            raw("<h3>");
            text(in(text));
            raw("</h3>");
        }

        private void number(Text name) throws IOException {
            raw("<th class=\"n\" scope=\"col\">");
            text(in(name));
            raw("</th>");
        }

        private void column(Text name) throws IOException {
            raw("<th scope=\"col\">");
            text(in(name));
            raw("</th>");
        }

        private void fact(Text name, @Nullable String value) throws IOException {
            if (value != null && !value.isEmpty()) {
                raw("<dt>");
                text(in(name));
                raw("</dt><dd>");
                text(value);
                raw("</dd>");
            }
        }

        private void pre(String content) throws IOException {
            raw("<pre>");
            // A browser drops a first line that is empty.
            raw("\n");
            text(content);
            raw("</pre>");
        }

        private void word(Outcome outcome) throws IOException {
            span("verdict " + outcome, in(OUTCOMES.getOrDefault(outcome, Text.same(outcome.toString()))));
        }

        private void span(String style, String content) throws IOException {
            raw("<span class=\"" + style + "\">");
            text(content);
            raw("</span>");
        }

        /** What is ours, or was made safe. */
        private void raw(String markup) throws IOException {
            html.write(markup);
        }

        /** What others wrote: text, whatever it looks like. */
        private void text(String content) throws IOException {
            html.write(HtmlUtils.htmlEscape(XmlText.of(content), "UTF-8"));
        }

        private @Nullable String at(@Nullable Instant instant) {
            return instant == null ? null : instants.format(instant);
        }

        private String in(Text text) {
            return text.in(locale);
        }
    }

    private static String position(TestFacts test) {
        return test.position() == Integer.MAX_VALUE ? "" : String.valueOf(test.position());
    }

    private static String duration(@Nullable Long millis) {
        if (millis == null) {
            return "";
        }
        if (millis < 10_000) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
