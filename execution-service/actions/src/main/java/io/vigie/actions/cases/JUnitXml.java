package io.vigie.actions.cases;

import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of a JUnit XML report, as Surefire, Gradle, pytest, Jest and many others write it. There is no standard; what is
 * read is what they have in common: {@code testcase} with {@code classname}, {@code name}, {@code time}, and in it {@code failure},
 * {@code error} or {@code skipped} with a {@code message} or a text. Streams; knows no document types and no entities of a document's
 * own, so that a report can neither read files nor grow while it is read.
 */
public final class JUnitXml {

    private static final int MOST_CHARACTERS_OF_A_MESSAGE = 8_000;
    private static final long MOST_SECONDS = 10_000_000;
    private static final XMLInputFactory FACTORY = factory();

    private JUnitXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    /**
     * Hands each case on, in the order of the file.
     *
     * @throws IOException when it cannot be read or is no JUnit XML; its message is for the tester
     */
    public static void read(InputStream report, Consumer<CaseResult> cases) throws IOException {
        try {
            XMLStreamReader reader;
            synchronized (FACTORY) {
                reader = FACTORY.createXMLStreamReader(report);
            }
            try {
                read(reader, cases);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException malformed) {
            if (malformed.getNestedException() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IOException(
                    "it is no well-formed XML without a document type (line "
                            + malformed.getLocation().getLineNumber() + ")",
                    malformed);
        }
    }

    private static void read(XMLStreamReader reader, Consumer<CaseResult> cases)
            throws XMLStreamException, IOException {
        boolean isFirst = true;
        Found current = null;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                throw new IOException("it has a document type");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                if (isFirst && !name.equals("testsuites") && !name.equals("testsuite")) {
                    throw new IOException("it begins with <" + name + "> instead of <testsuite> or <testsuites>");
                }
                isFirst = false;
                if (name.equals("testcase")) {
                    current = new Found(attribute(reader, "classname"), attribute(reader, "name"), millis(reader));
                } else if (current != null) {
                    current.take(name, reader);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && reader.getLocalName().equals("testcase")
                    && current != null) {
                cases.accept(current.result());
                current = null;
            }
        }
    }

    private static final class Found {

        private final String suite;
        private final String name;
        private final long millis;
        private CaseOutcome outcome = CaseOutcome.PASSED;
        private @Nullable String message;

        Found(String suite, String name, long millis) {
            this.suite = suite;
            this.name = name;
            this.millis = millis;
        }

        void take(String element, XMLStreamReader reader) throws XMLStreamException {
            CaseOutcome said = switch (element) {
                case "failure" -> CaseOutcome.FAILED;
                case "error" -> CaseOutcome.BROKEN;
                case "skipped" -> CaseOutcome.SKIPPED;
                default -> null;
            };
            if (said == null || outcome == CaseOutcome.FAILED || outcome == CaseOutcome.BROKEN) {
                return;
            }
            outcome = said;
            String brief = attribute(reader, "message");
            String text = text(reader).strip();
            message = text.isEmpty() ? brief : text.contains(brief.strip()) ? text : brief + "\n\n" + text;
        }

        CaseResult result() {
            return new CaseResult(suite, name, outcome, millis, message == null || message.isBlank() ? null : message);
        }
    }

    /** The text up to the element's end, its beginning only when it is long. */
    private static String text(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth > 0 && reader.hasNext(); ) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (text.length() < MOST_CHARACTERS_OF_A_MESSAGE) {
                        text.append(reader.getText());
                    }
                }
                default -> {}
            }
        }
        return text.length() > MOST_CHARACTERS_OF_A_MESSAGE
                ? text.substring(0, MOST_CHARACTERS_OF_A_MESSAGE)
                : text.toString();
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** Seconds with a fraction; some write thousands apart by commas. */
    private static long millis(XMLStreamReader reader) {
        String time = attribute(reader, "time").replace(",", "");
        if (!time.matches("\\d{1,12}(\\.\\d{1,20})?")) {
            return 0;
        }
        BigDecimal seconds = new BigDecimal(time);
        return seconds.min(BigDecimal.valueOf(MOST_SECONDS)).movePointRight(3).longValue();
    }
}
