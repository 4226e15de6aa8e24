package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTests {

    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    private static String page(ExportedRun run, Locale locale) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlReport(new Logs("Europe/Paris"), "Europe/Paris").write(run, locale, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void allowsItsOwnStyleAndNothingElse() throws IOException {
        String page = page(Hostile.everything(), Locale.FRENCH);

        Matcher style = STYLE.matcher(page);
        assertThat(style.find()).isTrue();
        String digest = Base64.getEncoder()
                .encodeToString(Sha256.digest().digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(style.find()).as("another style").isFalse();
        assertThat(page)
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
                                + digest + "'; base-uri 'none'; form-action 'none'\">");
    }

    @Test
    void runsAndFetchesNothing() throws IOException {
        assertThat(page(Hostile.everything(), Locale.FRENCH))
                .doesNotContainPattern("(?i)<(script|img|link|iframe|object|embed|base|form|svg|a)\\b")
                .doesNotContainPattern("(?i)<[^>]*\\s(on\\w+|style|src|href)\\s*=")
                .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void takesWhatPeopleWroteForTextWhateverItIs() throws IOException {
        String empty = tags(page(new ToldRun().with(Hostile.test("a").ended(Outcome.FAILED, "x")), Locale.FRENCH));
        Random random = new Random(19);
        for (int turn = 0; turn < 300; turn++) {
            String text = "x" + Hostile.anyText(random);

            String page = page(
                    new ToldRun()
                            .named(text)
                            .with(new ToldRun.ToldTest(text, text).log(text).ended(Outcome.FAILED, text)),
                    Locale.FRENCH);

            assertThat(tags(page)).isEqualTo(empty);
        }
    }

    /** The markup alone. */
    private static String tags(String page) {
        return page.replaceAll("(?s)<style>.*?</style>", "").replaceAll("(?s)(^|>)[^<]*", "$1");
    }

    @Test
    void showsFirstWhatSomebodyShouldLookAt() throws IOException {
        String page = page(
                new ToldRun()
                        .with(Hostile.test("fine").ended(Outcome.PASSED, null))
                        .with(Hostile.test("bad").ended(Outcome.FAILED, "Expected 201, but found 500."))
                        .with(Hostile.test("odd").after(Outcome.FAILED, "503").ended(Outcome.PASSED, null)),
                Locale.ENGLISH);

        assertThat(page.indexOf("Test bad")).isLessThan(page.indexOf("Test fine"));
        assertThat(page.indexOf("Test odd")).isLessThan(page.indexOf("Test fine"));
        assertThat(page).contains("(flaky)", "Attempt 1", "Attempt 2", "To look at", "The other tests");
    }

    @Test
    void speaksBothLanguages() throws IOException {
        ToldRun run = new ToldRun().running().with(Hostile.test("a"));

        assertThat(page(run, Locale.FRENCH)).contains("<html lang=\"fr\">", "n&#39;est pas terminée", "42");
        assertThat(page(run, Locale.ENGLISH)).contains("<html lang=\"en\">", "This run has not ended", "42");
    }

    @Test
    void namesFilesWithTheirDigests() throws IOException {
        assertThat(page(Hostile.everything(), Locale.FRENCH)).contains("trace.zip", ToldRun.DIGEST);
    }
}
