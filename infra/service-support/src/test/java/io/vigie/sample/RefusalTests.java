package io.vigie.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RefusalTests extends OverARealPort {

    private static final String GOOD = "{\"campain_id\":\"c\",\"name\":\"n\",\"filiere\":\"DEV\"}";

    @Test
    void answersARequestThatIsRight() {
        var answer = send(post("/api/launches", GOOD));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.message()).isEqualTo("Lancé");
        assertThat(send(post("/api/launches", GOOD).header("Accept-Language", "en"))
                        .message())
                .isEqualTo("Launched");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{};campain_id, name, filiere",
                "{\"name\":\"n\"};campain_id, filiere",
                "{\"campain_id\":\"\",\"name\":\"  \",\"filiere\":null};campain_id, name, filiere",
                "{\"campain_id\":\"c\",\"name\":\"n\"};filiere"
            })
    void namesTheMissingFieldsInTheirOrder(String body, String missing) {
        var answer = send(post("/api/launches", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Champs manquants : " + missing);
        assertThat(send(post("/api/launches", body).header("Accept-Language", "en"))
                        .message())
                .isEqualTo("Missing fields: " + missing);
    }

    @Test
    void writesTheWholeProblem() {
        var answer = send(post("/api/launches", "{\"campain_id\":\"c\",\"name\":\"\"}"));

        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.http().body())
                .isEqualTo("{\"message\":\"Champs manquants : name, filiere\","
                        + "\"type\":\"urn:vigie:problem:missing-fields\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"Champs manquants : name, filiere\",\"instance\":\"/api/launches\",\"errors\":["
                        + "{\"path\":\"name\",\"expected\":\"une valeur\",\"found\":\"une valeur vide\"},"
                        + "{\"path\":\"filiere\",\"expected\":\"une valeur\",\"found\":\"rien\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"name\":12}~name|un texte|12",
                "{\"name\":1.5}~name|un texte|1.5",
                "{\"name\":true}~name|un texte|true",
                "{\"name\":{\"a\":1}}~name|un texte|un objet",
                "{\"name\":[1]}~name|un texte|une liste",
                "{\"stop_on_failure\":\"oui\"}~stop_on_failure|true ou false|\"oui\"",
                "{\"stop_on_failure\":\"true\"}~stop_on_failure|true ou false|\"true\"",
                "{\"stop_on_failure\":1}~stop_on_failure|true ou false|1",
                "{\"parallelism\":\"3\"}~parallelism|un nombre entier|\"3\"",
                "{\"parallelism\":1.5}~parallelism|un nombre entier|1.5",
                "{\"parallelism\":99999999999}~parallelism|un nombre entier|99999999999",
                "{\"id\":\"x\"}~id|un identifiant (UUID)|\"x\"",
                "{\"colour\":\"green\"}~colour|l'une des valeurs : red, blue|\"green\"",
                "{\"colour\":0}~colour|l'une des valeurs : red, blue|0",
                "{\"actions\":{}}~actions|une liste|un objet",
                "{\"actions\":[{\"type\":\"http\"},{\"type\":7}]}~actions[1].type|un texte|7",
                "{\"actions\":[3]}~actions[0]|un objet|un nombre",
                "{\"headers\":{\"a\":[]}}~headers.a|un texte|une liste",
                "[]~$|un objet|une liste",
                "\"text\"~$|un objet|un texte",
            })
    void namesThePlaceOfAWrongType(String body, String error) {
        var answer = send(post("/api/launches", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.http().body()).doesNotContain("java", "tools.", "Exception");
    }

    @Test
    void saysAWrongTypeInBothLanguages() {
        assertThat(send(post("/api/launches", "{\"name\":12}")).message())
                .isEqualTo("name : attendu un texte, reçu 12");
        assertThat(send(post("/api/launches", "{\"name\":12}").header("Accept-Language", "en"))
                        .message())
                .isEqualTo("Expected \"name\" to be a text, but found 12.");
    }

    @Test
    void refusesAnUnknownProperty() {
        var answer = send(post("/api/launches", "{\"actions\":[{\"type\":\"http\",\"valeu\":1}]}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Propriété inconnue : actions[0].valeu");
        assertThat(answer.error())
                .startsWith("actions[0].valeu|l'une des propriétés : ")
                .endsWith("|\"valeu\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"n\",}~1~13~un nom de propriété entre guillemets",
                "{\"name\" \"n\"}~1~10~deux-points",
                "{\"name\":\"n\" \"filiere\":1}~1~14~une virgule",
                "{\"name\":tru}~1~9~une valeur JSON",
                "{\"name\":\"n\"~1~12~la suite du document",
                "{\"name\":\"n\",\"name\":\"m\"}~1~19~chaque propriété une seule fois",
                "{\"name\":01}~1~10~un nombre sans zéro en tête",
                "{\"name\":\"\\q\"}~1~11~un échappement connu, comme \\n",
                "{'name':1}~1~2~un nom de propriété entre guillemets",
                "{\"name\":]~1~9~une valeur JSON",
            })
    void namesTheLineAndColumnOfMalformedJson(String body, int line, int column, String expected) {
        var answer = send(post("/api/launches", body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message())
                .startsWith("JSON invalide à la ligne " + line + ", colonne ")
                .endsWith(" : attendu " + expected);
        assertThat(column(answer)).isBetween(column - 1, column + 1);
    }

    @Test
    void countsLines() {
        assertThat(send(post("/api/launches", "{\n \"name\": \"n\",\n \"filiere\": ?\n}"))
                        .message())
                .startsWith("JSON invalide à la ligne 3, colonne ");
    }

    @Test
    void refusesWhatFollowsTheDocument() {
        assertThat(send(post("/api/launches", GOOD + " {}")).message())
                .isEqualTo("JSON invalide : attendu la fin du document");
    }

    @Test
    void refusesAMissingBody() {
        assertThat(send(post("/api/launches", "")).message()).isEqualTo("Corps de requête manquant");
        assertThat(send(post("/api/launches", "   ")).message()).isEqualTo("Corps de requête manquant");
        assertThat(send(post("/api/launches", "null")).message()).isEqualTo("Corps de requête manquant");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        var bytes = "{\"name\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        var answer = send(asUser("/api/launches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).endsWith("attendu du texte en UTF-8");
    }

    @Test
    void refusesABodyOfTooManyLevels() {
        var answer = send(post("/api/echo", "{\"a\":" + "[".repeat(1500) + "]".repeat(1500) + "}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("JSON trop profond : 100 niveaux au plus");
        assertThat(send(post("/api/launches", "{\"actions\":[{\"value\":" + "[".repeat(4000)))
                        .message())
                .isEqualTo("JSON trop profond : 100 niveaux au plus");
    }

    @Test
    void refusesABodyOverTheLimit() {
        var large = "{\"name\":\"" + "x".repeat(10 * 1024) + "\"}";

        var announced = send(post("/api/echo", large));
        var chunked = send(asUser("/api/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))));

        assertThat(announced.status()).isEqualTo(400);
        assertThat(announced.message()).isEqualTo("Corps de requête trop volumineux : 10240 octets au plus");
        assertThat(announced.error()).isEqualTo("$|10240 octets au plus|10251 octets");
        assertThat(chunked.status()).isEqualTo(400);
        assertThat(chunked.message()).isEqualTo("Corps de requête trop volumineux : 10240 octets au plus");
        assertThat(chunked.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void refusesAVeryLargeBodyWithAnAnswer() {
        var answer = send(asUser("/api/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[8 * 1024 * 1024]))));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void acceptsABodyOfExactlyTheLimit() {
        var body = "{\"a\":\"" + "x".repeat(10 * 1024 - 8) + "\"}";
        assertThat(body).hasSize(10 * 1024);

        assertThat(send(post("/api/echo", body)).status()).isEqualTo(200);
        assertThat(send(asUser("/api/echo")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAMalformedId() {
        var answer = send(asUser("/api/things/42"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("id : attendu un identifiant (UUID), reçu \"42\"");
        assertThat(answer.error()).isEqualTo("id|un identifiant (UUID)|\"42\"");
        assertThat(send(asUser("/api/things/1-1-1-1-1")).status()).isEqualTo(400);
        assertThat(send(asUser("/api/things/019364c0-0000-7000-8000-000000000001"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAMissingParameter() {
        assertThat(send(asUser("/api/of")).message()).isEqualTo("Champs manquants : campain_id");
    }

    @Test
    void refusesAnUnknownPath() {
        var answer = send(asUser("/api/nowhere"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("Ressource non trouvée");
        assertThat(answer.body().path("instance").asString()).isEqualTo("/api/nowhere");
    }

    @Test
    void refusesAnotherMethodAndNamesThePossibleOnes() {
        var answer = send(asUser("/api/launches").DELETE());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(answer.message()).isEqualTo("Méthode DELETE non autorisée ; possible : POST");
    }

    @Test
    void refusesAnotherContentType() {
        var answer = send(
                asUser("/api/launches").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(GOOD)));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.message()).contains("text/plain", "application/json");
        assertThat(send(asUser("/api/launches").POST(BodyPublishers.ofString(GOOD)))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refusesAnAnswerFormatThatItDoesNotHave() {
        var answer = send(asUser("/api/me").header("Accept", "application/xml"));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void carriesTheNameOfARefusal() {
        var answer = send(asUser("/api/refused").header("Accept-Language", "en"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("A report with this name already exists");
        assertThat(answer.body().path("type").asString()).isEqualTo("urn:vigie:problem:report-name-taken");
        assertThat(answer.body().has("errors")).isFalse();
    }

    @Test
    void showsOnlyAReferenceForWhatIsNotForeseenAndLogsTheRest(CapturedOutput output) {
        var answer = send(asUser("/api/broken").header("X-Request-Id", "request-4711"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message()).isEqualTo("Erreur interne du serveur (référence request-4711)");
        assertThat(answer.header("X-Request-Id")).isEqualTo("request-4711");
        assertThat(answer.http().body()).doesNotContain("hunter2", "Exception");
        assertThat(output).contains("request-4711", "IllegalStateException", "at io.vigie.sample");
    }

    @Test
    void cutsTheConnectionWhenAnAnswerFailsHalfway() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> send(asUser("/api/half")))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void answersWhatTheFirewallRejectsInTheSameWay() {
        var answer = send(asUser("/api/things/a;x=1"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.message()).isEqualTo("Requête invalide");
    }

    @Test
    void answersWhatTheContainerRejectsInTheSameWay() throws IOException {
        for (var line : List.of(
                "GET /api/things/a%2fb HTTP/1.1", "GET /a\\b HTTP/1.1", "GET /a[b HTTP/1.1", "G\u0001T / HTTP/1.1")) {
            var answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<html", "Tomcat", "Exception");
        }
        assertThat(raw("GET /api/things/a%2fb HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains("application/problem+json", "{\"message\":\"Requête invalide\"");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("<html", "Tomcat");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void logsARequestWithoutItsSecrets(CapturedOutput output) {
        var token = SIGNER.token();
        send(to("/api/echo?password=in-the-query")
                .header("Authorization", "Bearer " + token)
                .header("Cookie", "token=in-the-cookie")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"password\":\"in-the-body\"}")));

        assertThat(output).contains("POST /api/echo 200").contains("user=u-1");
        assertThat(output).doesNotContain(token, "in-the-query", "in-the-cookie", "in-the-body");
    }

    @Test
    void sendsTheHeadersOfAnApiAndNotTheServersName() {
        var answer = send(asUser("/api/me"));

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    private static int column(Answer answer) {
        var words = answer.message().split("colonne ")[1];
        return Integer.parseInt(words.substring(0, words.indexOf(' ')));
    }
}
