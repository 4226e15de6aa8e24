package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * A table for spreadsheets (RFC 4180): one row a test, and below it one for each case of its newest attempt. UTF-8 with a byte order mark, which
 * is how Excel knows it. A cell that a spreadsheet would take for a formula begins with an apostrophe. Columns are only ever added, at the end.
 */
@Component
class CsvTable implements ReportFormat {

    private static final String[] COLUMNS = {
        "run_id",
        "campaign",
        "run",
        "environment",
        "as_of",
        "level",
        "position",
        "test_id",
        "test",
        "suite",
        "case",
        "status",
        "outcome",
        "attempts",
        "flaky",
        "quarantined",
        "started_at",
        "finished_at",
        "duration_ms",
        "worker",
        "message",
        "cases",
        "artifacts",
        "log_lines",
        "log_sha256"
    };

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader(COLUMNS).get();

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public MediaType type() {
        return new MediaType("text", "csv", StandardCharsets.UTF_8);
    }

    @Override
    public String extension() {
        return "csv";
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        text.write('\uFEFF');
        CSVPrinter table = new CSVPrinter(text, FORMAT);
        run.tests(ExportedRun.Selection.ALL, test -> {
            row(table, run.facts(), test);
            if (test.hasCases()) {
                run.cases(test.id(), test.attempt(), one -> row(table, run.facts(), test, one));
            }
        });
        table.flush();
    }

    private static void row(CSVPrinter table, RunFacts run, TestFacts test) throws IOException {
        TestFacts.Attempt newest = test.newest();
        print(
                table,
                run.run(),
                run.campaign(),
                run.name(),
                run.environment(),
                run.sequence(),
                "test",
                test.position() == Integer.MAX_VALUE ? null : test.position(),
                test.id(),
                test.title(),
                null,
                null,
                test.status(),
                test.outcome(),
                test.attempt(),
                test.flaky(),
                test.quarantined(),
                test.startedAt(),
                test.finishedAt(),
                test.durationMs(),
                newest == null ? null : newest.worker(),
                test.message(),
                test.cases().total(),
                test.files().size(),
                test.logLines(),
                test.logDigest());
    }

    private static void row(CSVPrinter table, RunFacts run, TestFacts test, CaseFacts one) throws IOException {
        print(
                table,
                run.run(),
                run.campaign(),
                run.name(),
                run.environment(),
                run.sequence(),
                "case",
                test.position() == Integer.MAX_VALUE ? null : test.position(),
                test.id(),
                test.title(),
                one.suite(),
                one.name(),
                one.outcome() == Outcome.PASSED || one.outcome() == Outcome.SKIPPED ? one.outcome() : Outcome.FAILED,
                one.outcome(),
                null,
                null,
                test.quarantined(),
                null,
                null,
                one.durationMs(),
                null,
                one.message(),
                null,
                null,
                null,
                null);
    }

    private static void print(CSVPrinter table, @Nullable Object... cells) throws IOException {
        for (Object cell : cells) {
            table.print(cell == null ? "" : harmless(cell.toString()));
        }
        table.println();
    }

    /** Characters with which a cell is a formula, or may become one once a spreadsheet has taken off what comes before it. */
    private static final List<Character> DANGEROUS = List.of('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠');

    /** The text as no spreadsheet takes it for a formula. */
    static String harmless(String text) {
        return text.isEmpty() || !DANGEROUS.contains(text.charAt(0)) ? text : "'" + text;
    }
}
