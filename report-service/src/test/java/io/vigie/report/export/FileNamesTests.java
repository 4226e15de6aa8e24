package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.http.ContentDisposition;

class FileNamesTests {

    @Test
    void keepsWhatPeopleCanRead() {
        assertThat(FileNames.disposition("Été 2026-0001.csv"))
                .isEqualTo(
                        "attachment; filename=\"Ete_2026-0001.csv\"; filename*=UTF-8''%C3%89t%C3%A9%202026-0001.csv");
    }

    @Test
    void leavesNothingOfAPathOrAHeader() {
        assertThat(FileNames.readable("../../etc/passwd")).isEqualTo("_.._etc_passwd");
        assertThat(FileNames.readable("a\r\nSet-Cookie: x")).isEqualTo("a__Set-Cookie_ x");
        assertThat(FileNames.readable("exe\u202Egpj")).isEqualTo("exe_gpj");
        assertThat(FileNames.readable(" . ")).isEqualTo("export");
        assertThat(FileNames.readable("x".repeat(500))).hasSize(80);
    }

    @Test
    void isAHeaderThatCanBeReadWhateverTheNameIs() {
        Random random = new Random(23);
        for (int turn = 0; turn < 1_000; turn++) {
            String name = FileNames.readable(Hostile.anyText(random)) + ".csv";

            String header = FileNames.disposition(name);

            assertThat(header)
                    .matches("attachment; filename=\"[A-Za-z0-9._-]+\"; filename\\*=UTF-8''[A-Za-z0-9._~%-]+");
            assertThat(ContentDisposition.parse(header).getFilename()).isEqualTo(name);
        }
    }

    @Test
    void givesEveryIdAFolderOfItsOwn() {
        assertThat(FileNames.folder("6a0d4a5e-3f0b")).isEqualTo("6a0d4a5e-3f0b");
        assertThat(FileNames.folder("a/b")).startsWith("a_b-").isNotEqualTo(FileNames.folder("a:b"));
        assertThat(FileNames.folder("..")).doesNotContain("..");
    }
}
