package io.vigie.report.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class SafeContentTests {

    private static HttpHeaders headers(String name, String mediaType) {
        return SafeContent.headers(new Artifact(1, 1, name, mediaType, 12, "abc", "/url"));
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,inline,image/png",
        "image/webp,inline,image/webp",
        "text/plain; charset=iso-8859-1,inline,text/plain;charset=UTF-8",
        "image/svg+xml,attachment,image/svg+xml",
        "text/html,attachment,text/html",
        "application/xhtml+xml,attachment,application/xhtml+xml",
        "text/*,attachment,application/octet-stream",
        "nonsense,attachment,application/octet-stream"
    })
    void showsNothingButPicturesAndText(String said, String disposition, String type) {
        HttpHeaders headers = headers("a.bin", said);

        assertThat(headers.getFirst("Content-Disposition")).startsWith(disposition + ";");
        assertThat(headers.getFirst("Content-Type")).isEqualTo(type);
        assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getFirst("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
    }

    @Test
    void namesTheFileForEveryBrowserWithoutLettingTheNameBreakOut() {
        assertThat(headers("rapport d'été \"x\".html", "text/html").getFirst("Content-Disposition"))
                .startsWith("attachment; filename=")
                .endsWith("filename*=UTF-8''rapport%20d%27%C3%A9t%C3%A9%20%22x%22.html");
        assertThat(headers("../../etc/pass\r\nX: y", "text/html").getFirst("Content-Disposition"))
                .doesNotContain("..", "/", "\r", "\n");
        assertThat(headers("a/", "text/html").getFirst("Content-Disposition")).contains("artefact");
    }
}
