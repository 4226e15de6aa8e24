package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class CsvTableTests {

    private static String text(ExportedRun run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CsvTable().write(run, Locale.FRENCH, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<CSVRecord> rows(ExportedRun run) throws IOException {
        String text = text(run).substring(1);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(new StringReader(text), format)) {
            return rows.getRecords();
        }
    }

    @Test
    void beginsWithAMarkAndAHeaderThatOnlyGrows() throws IOException {
        assertThat(text(new ToldRun()))
                .isEqualTo(
                        "\uFEFFrun_id,campaign,run,environment,as_of,level,position,test_id,test,suite,case,status,outcome,attempts,flaky,quarantined,started_at,finished_at,duration_ms,worker,message,cases,artifacts,log_lines,log_sha256\r\n");
    }

    @Test
    void hasARowForEachTestAndEachCase() throws IOException {
        List<CSVRecord> rows = rows(Hostile.everything());

        assertThat(rows).filteredOn(row -> row.get("level").equals("test")).hasSize(20);
        assertThat(rows)
                .filteredOn(row -> row.get("level").equals("case"))
                .extracting(row -> row.get("test_id"))
                .containsExactly("pytest", "pytest", "pytest", "pytest", "junit-timeout");
        assertThat(rows)
                .filteredOn(row -> row.get("flaky").equals("true"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("test_id")).isEqualTo("flaky");
                    assertThat(row.get("attempts")).isEqualTo("3");
                    assertThat(row.get("outcome")).isEqualTo("passed");
                });
    }

    @Test
    void holdsNoFormula() throws IOException {
        List<CSVRecord> rows = rows(Hostile.everything());

        assertThat(rows)
                .filteredOn(row -> row.get("test_id").startsWith("formula-"))
                .hasSize(Hostile.FORMULAS.size())
                .allSatisfy(row -> {
                    assertThat(row.get("message")).startsWith("'").isEqualTo("'" + Hostile.FORMULAS.get(index(row)));
                    assertThat(row.get("test")).startsWith("'");
                });
    }

    private static int index(CSVRecord row) {
        return Integer.parseInt(row.get("test_id").substring("formula-".length())) - 1;
    }

    @Test
    void givesBackWhatPeopleWroteAndNeverAFormula() throws IOException {
        Random random = new Random(13);
        for (int turn = 0; turn < 500; turn++) {
            String text = Hostile.anyText(random);
            String name = "x" + text;
            ToldRun run = new ToldRun().with(new ToldRun.ToldTest("test-1", name).ended(Outcome.FAILED, text));

            CSVRecord row = rows(run).getFirst();

            assertThat(row.get("test")).isEqualTo(inUtf8(name));
            assertThat(row.get("message")).isIn(inUtf8(text), "'" + inUtf8(text));
            for (String cell : row) {
                assertThat(cell).doesNotMatch("(?s)[=+\\-@\t\r\n＝＋－＠].*");
            }
        }
    }

    /** A lone surrogate has no bytes. */
    private static String inUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
