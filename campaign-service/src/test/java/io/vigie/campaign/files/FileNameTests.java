package io.vigie.campaign.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.service.refusal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"a.csv", "données été.csv", "日本語.txt", ".hidden", "a..b", "\"quoted\" 'name'.txt", "😀.png"})
    void acceptsWhatPeopleCallFiles(String name) {
        assertThat(FileName.read("file", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "a/b",
                "../etc/passwd",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "a\u202egnp.exe",
                "a\u200b",
                "\ud800"
            })
    void refusesWhatLeavesItsDirectoryOrDeceives(String name) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> FileName.read("file", name))
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo("file-name-invalid"));
    }

    @Test
    void refusesANameThatIsTooLongInCharactersOrInBytes() {
        assertThat(FileName.read("file", "x".repeat(200))).hasSize(200);
        for (String tooLong : new String[] {"x".repeat(201), "é".repeat(128)}) {
            assertThatExceptionOfType(Refusal.class).isThrownBy(() -> FileName.read("file", tooLong));
        }
    }

    @Test
    void takesOneOfTwoWaysToWriteTheSame() {
        assertThat(FileName.read("file", "e\u0301te\u0301.txt")).isEqualTo("\u00e9t\u00e9.txt");
    }

    @Test
    void saysThatAnEmptyNameIsEmpty() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> FileName.read("file", "  "))
                .satisfies(refusal -> assertThat(refusal.text().fr()).isEqualTo("Nom de fichier vide"));
    }

    @Test
    void forgetsTheFolderOnTheClientsMachine() {
        assertThat(FileName.lastSegment("C:\\Users\\ada\\a.csv")).isEqualTo("a.csv");
        assertThat(FileName.lastSegment("/home/ada/a.csv")).isEqualTo("a.csv");
    }
}
