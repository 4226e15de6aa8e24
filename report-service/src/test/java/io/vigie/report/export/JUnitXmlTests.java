package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vigie.contracts.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitXmlTests {

    private final JUnitXml junit = new JUnitXml(new Logs("Europe/Paris"));

    private Document xml(ExportedRun run) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes(run)));
    }

    private byte[] bytes(ExportedRun run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        junit.write(run, Locale.FRENCH, out);
        return out.toByteArray();
    }

    private static List<Element> elements(Document xml, String name) {
        NodeList found = xml.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) {
            elements.add((Element) found.item(at));
        }
        return elements;
    }

    private static Element testCase(Document xml, String name) {
        return elements(xml, "testcase").stream()
                .filter(one -> one.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> children(Element element) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at < element.getChildNodes().getLength(); at++) {
            if (element.getChildNodes().item(at) instanceof Element child) {
                names.add(child.getTagName());
            }
        }
        return names;
    }

    @Test
    void isWhatSurefiresSchemaDescribes() throws Exception {
        Schema schema = SchemaFactory.newDefaultInstance()
                .newSchema(JUnitXmlTests.class.getResource("/schemas/surefire-test-report.xsd"));

        List<Element> suites = elements(xml(Hostile.everything()), "testsuite");

        assertThat(suites).hasSize(3);
        for (Element suite : suites) {
            assertThatCode(() -> schema.newValidator().validate(new DOMSource(suite)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void countsWhatItHolds() throws Exception {
        for (Element suite : elements(xml(Hostile.everything()), "testsuite")) {
            assertThat(suite.getAttribute("tests"))
                    .isEqualTo("" + suite.getElementsByTagName("testcase").getLength());
            assertThat(suite.getAttribute("failures"))
                    .isEqualTo("" + suite.getElementsByTagName("failure").getLength());
            assertThat(suite.getAttribute("errors"))
                    .isEqualTo("" + suite.getElementsByTagName("error").getLength());
            assertThat(suite.getAttribute("skipped"))
                    .isEqualTo("" + suite.getElementsByTagName("skipped").getLength());
        }
    }

    @Test
    void tellsEachOutcomeAndTheAttemptsBefore() throws Exception {
        Document xml = xml(Hostile.everything());

        assertThat(children(testCase(xml, "Test passed"))).containsExactly("system-out");
        assertThat(children(testCase(xml, "Test timed-out"))).containsExactly("rerunFailure", "error", "system-out");
        assertThat(children(testCase(xml, "Test interrupted"))).containsExactly("error", "rerunError", "system-out");
        assertThat(children(testCase(xml, "Test skipped"))).contains("skipped");
        assertThat(children(testCase(xml, "Test cancelled"))).contains("skipped");
        assertThat(children(testCase(xml, "Test flaky"))).containsExactly("flakyFailure", "flakyError", "system-out");
        assertThat(children(testCase(xml, "Test after-loss"))).containsExactly("system-out");
        assertThat(children(testCase(xml, "Test quarantined"))).contains("failure");
    }

    @Test
    void showsASuiteByItsCasesAndAsItselfWhereTheyDoNotTellWhyItFailed() throws Exception {
        List<Element> suites = elements(xml(Hostile.everything()), "testsuite");

        assertThat(suites.get(1).getAttribute("name")).isEqualTo("Test pytest");
        assertThat(suites.get(1).getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(suites.get(2).getAttribute("name")).isEqualTo("Test junit-timeout");
        assertThat(suites.get(2).getElementsByTagName("testcase").getLength()).isEqualTo(2);
        assertThat(suites.get(2).getAttribute("errors")).isEqualTo("1");
    }

    @Test
    void neverShowsATestWithoutAVerdictAsPassed() throws Exception {
        Document xml = xml(new ToldRun().running().with(Hostile.test("waiting")));

        assertThat(children(testCase(xml, "Test waiting"))).contains("skipped");
        assertThat(elements(xml, "property"))
                .anySatisfy(one -> assertThat(one.getAttribute("value")).isEqualTo("running"))
                .anySatisfy(one -> {
                    assertThat(one.getAttribute("name")).isEqualTo("vigie.asOf");
                    assertThat(one.getAttribute("value")).isEqualTo("42");
                });
    }

    @Test
    void cutsTheLogAndKeepsItsEnd() throws Exception {
        Element test = testCase(
                xml(new ToldRun()
                        .with(new ToldRun.ToldTest("a", "a")
                                .log("x".repeat(100_000) + "the end")
                                .ended(Outcome.BROKEN, null))),
                "a");

        String log = test.getElementsByTagName("system-out").item(0).getTextContent();
        assertThat(log).hasSizeLessThan(21_000).endsWith("the end");
    }

    @Test
    void canBeReadWhateverPeopleWrote() throws Exception {
        Random random = new Random(11);
        for (int turn = 0; turn < 500; turn++) {
            String text = Hostile.anyText(random);
            ToldRun run = new ToldRun()
                    .named(text)
                    .with(new ToldRun.ToldTest("test-1", "named" + text)
                            .log(text)
                            .ended(Outcome.FAILED, text));

            Document xml = xml(run);

            assertThat(elements(xml, "failure").getFirst().getTextContent())
                    .as("what was written, but for characters that XML has not")
                    .isEqualTo(expected(text));
        }
    }

    /** XML 1.0, production 2; and 2.11: the ends of lines are one character. */
    private static String expected(String text) {
        StringBuilder expected = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean allowed = point == 9
                    || point == 10
                    || point == 13
                    || point >= 0x20 && point <= 0xD7FF
                    || point >= 0xE000 && point <= 0xFFFD
                    || point >= 0x10000;
            expected.appendCodePoint(allowed ? point : 0xFFFD);
        });
        return expected.toString().replace("\r\n", "\n").replace('\r', '\n');
    }

    @Test
    void isUtf8() throws Exception {
        assertThat(new String(bytes(new ToldRun().named("été 😀")), StandardCharsets.UTF_8))
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                .contains("name=\"été 😀\"");
    }
}
