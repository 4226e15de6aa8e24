package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTests {

    private static final String SECRET = "p@ss w\"ord/é+1";

    private final SecretMask mask =
            new SecretMask(List.of(SECRET, "s3cr", "s3cr-longer", "ab", "-----BEGIN\nMIIEvQIBADANBg\n-----END"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void hidesASecretAnywhereWithinBase64(int before) {
        String credentials = "u".repeat(before) + SECRET + ":rest";
        String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));

        String hidden = mask.hide("Authorization: Basic " + encoded);

        assertThat(hidden).contains(SecretMask.MASK);
        String visible = hidden.replace("Authorization: Basic ", "").replace(SecretMask.MASK, "");
        assertThat(visible.length()).isLessThan(encoded.length() - SECRET.length());
    }

    @Test
    void hidesASecretInTheFormsThatItTravelsIn() {
        String urlEncoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

        for (String form : List.of(
                SECRET,
                urlEncoded,
                urlEncoded.replace("+", "%20"),
                "p@ss w\\\"ord/é+1",
                "p@ss w\\\"ord\\/é+1",
                "p@ss w&quot;ord/é+1")) {
            assertThat(mask.hide("<" + form + ">")).isEqualTo("<" + SecretMask.MASK + ">");
        }
    }

    @Test
    void hidesTheLongerOfTwoSecretsWhole() {
        assertThat(mask.hide("s3cr-longer s3cr s3cr3t")).isEqualTo("%1$s %1$s %1$s3t".formatted(SecretMask.MASK));
    }

    @Test
    void hidesAShortSecretOnlyAsAWord() {
        assertThat(mask.hide("ab cab abc ab=ab,(ab) ab"))
                .isEqualTo("%1$s cab abc %1$s=%1$s,(%1$s) %1$s".formatted(SecretMask.MASK));
    }

    @Test
    void hidesEachLineOfASecretOfSeveral() {
        assertThat(mask.hide("key: MIIEvQIBADANBg")).isEqualTo("key: " + SecretMask.MASK);
    }

    @Test
    void learnsWithoutTellingTheMaskItWasCopiedFrom() {
        SecretMask copy = mask.copy();
        copy.add(List.of("later-secret"));

        assertThat(copy.hide("later-secret " + SECRET)).isEqualTo("%1$s %1$s".formatted(SecretMask.MASK));
        assertThat(mask.hide("later-secret")).isEqualTo("later-secret");
    }

    @Test
    void hidesTheBeginningOfASecretWhereATextWasCut() {
        assertThat(mask.hide("found \"x s3cr-lon…\", wanted \"p@ss w…\" and s3…, or s3cr-lon"))
                .isEqualTo("found \"x %1$s%1$s…\", wanted \"%1$s…\" and s3…, or %1$s-lon".formatted(SecretMask.MASK));
        assertThat(mask.hide("p@ss w\"ord/é+1…")).isEqualTo(SecretMask.MASK + "…");
        assertThat(SecretMask.none().hide("nothing…")).isEqualTo("nothing…");
    }

    @Test
    void takesNoHarmFromASecretOfControlCharacters() {
        assertThat(new SecretMask(List.of("\u001B[31m")).hide("a word")).isEqualTo("a word");
    }

    @Test
    void leavesOtherTextsAlone() {
        assertThat(new SecretMask(List.of("", "  ")).hide("a  b")).isEqualTo("a  b");
    }
}
