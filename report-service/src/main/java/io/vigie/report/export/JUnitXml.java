package io.vigie.report.export;

import static io.vigie.report.export.ExportedRun.Selection.WITHOUT_CASES;
import static io.vigie.report.export.ExportedRun.Selection.WITH_CASES;

import io.vigie.contracts.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * JUnit XML as Maven Surefire writes it, in one {@code testsuites}. Tests without cases stand in a suite that has the run's name; a test that ran a
 * real test runner is a suite of its own, whose cases are those of its newest attempt.
 *
 * <p>The verdict is in {@code failure}, {@code error} or {@code skipped}; attempts before it are in {@code flakyFailure} and {@code flakyError} when
 * the test passed in the end, in {@code rerunFailure} and {@code rerunError} otherwise. What has no verdict yet is {@code skipped} and says so: no
 * reader takes it for passed.
 */
@Component
class JUnitXml implements ReportFormat {

    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

    private final Logs logs;

    JUnitXml(Logs logs) {
        this.logs = logs;
    }

    @Override
    public String name() {
        return "junit";
    }

    @Override
    public MediaType type() {
        return new MediaType("application", "xml", StandardCharsets.UTF_8);
    }

    @Override
    public String extension() {
        return "junit.xml";
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try {
            XMLStreamWriter xml = XML.createXMLStreamWriter(text);
            new Document(xml).write(run);
            xml.flush();
        } catch (XMLStreamException failed) {
            throw failed.getCause() instanceof IOException gone ? gone : new IOException(failed);
        }
        text.flush();
    }

    private final class Document {

        private final XMLStreamWriter xml;

        Document(XMLStreamWriter xml) {
            this.xml = xml;
        }

        void write(ExportedRun run) throws XMLStreamException, IOException {
            RunFacts facts = run.facts();
            xml.writeStartDocument("UTF-8", "1.0");
            line();
            xml.writeStartElement("testsuites");
            suite(facts.name(), Totals.of(run.counts().entries(true)), facts.millis(), false);
            if (run.counts().tests() > run.counts().testsWithCases()) {
                line();
                xml.writeStartElement("testsuite");
                suite(facts.name(), Totals.of(run.counts().entries(false)), facts.millis(), true);
                properties(facts);
                run.tests(WITHOUT_CASES, test -> inXml(() -> test(facts, test)));
                xml.writeEndElement();
            }
            run.tests(WITH_CASES, test -> inXml(() -> suite(run, test)));
            line();
            xml.writeEndElement();
            line();
            xml.writeEndDocument();
        }

        private void suite(String name, Totals totals, long millis, boolean withSkipped) throws XMLStreamException {
            attribute("name", name);
            attribute("tests", String.valueOf(totals.tests()));
            attribute("failures", String.valueOf(totals.failures()));
            attribute("errors", String.valueOf(totals.errors()));
            if (withSkipped) {
                attribute("skipped", String.valueOf(totals.skipped()));
            }
            attribute("time", seconds(millis));
        }

        /** What the schema has no attribute for. */
        private void properties(RunFacts run) throws XMLStreamException {
            xml.writeStartElement("properties");
            property("vigie.run", run.run().toString());
            property("vigie.campaign", run.campaign());
            property("vigie.campaignId", run.campaignId());
            property("vigie.environment", run.environment());
            property("vigie.environmentVersion", String.valueOf(run.environmentVersion()));
            property("vigie.launchedBy", run.launchedBy());
            property("vigie.launchedAt", run.launchedAt().toString());
            property(
                    "vigie.startedAt",
                    run.startedAt() == null ? null : run.startedAt().toString());
            property(
                    "vigie.finishedAt",
                    run.finishedAt() == null ? null : run.finishedAt().toString());
            property("vigie.phase", run.phase().toString());
            property("vigie.outcome", run.ended() ? run.outcome().toString() : null);
            property("vigie.stopReason", run.stopReason());
            property("vigie.error", run.error());
            property("vigie.asOf", String.valueOf(run.sequence()));
            property("vigie.missingEvents", run.missing() == 0 ? null : String.valueOf(run.missing()));
            property("vigie.exportedAt", run.exportedAt().toString());
            xml.writeEndElement();
        }

        private void property(String name, @Nullable String value) throws XMLStreamException {
            if (value != null) {
                xml.writeEmptyElement("property");
                attribute("name", name);
                attribute("value", value);
            }
        }

        /** A test that ran a real test runner. */
        private void suite(ExportedRun run, TestFacts test) throws XMLStreamException, IOException {
            line();
            xml.writeStartElement("testsuite");
            suite(test.title(), Totals.of(test), millis(test.durationMs()), true);
            xml.writeStartElement("properties");
            property("vigie.run", run.facts().run().toString());
            property("vigie.test", test.id());
            property(
                    "vigie.outcome",
                    test.outcome() == null ? null : test.outcome().toString());
            property("vigie.attempt", String.valueOf(test.attempt()));
            property("vigie.quarantined", test.quarantined() ? "true" : null);
            xml.writeEndElement();
            run.cases(test.id(), test.attempt(), one -> inXml(() -> testCase(one)));
            if (test.showsItself()) {
                test(run.facts(), test);
            }
            xml.writeEndElement();
        }

        private void testCase(CaseFacts one) throws XMLStreamException {
            begin(one.name(), one.suite(), one.durationMs());
            verdict(one.outcome(), one.message() == null ? "" : one.message(), false);
            xml.writeEndElement();
        }

        private void test(RunFacts run, TestFacts test) throws XMLStreamException {
            begin(test.title(), run.campaign(), millis(test.durationMs()));
            String message = test.message() == null ? "" : test.message();
            Shown shown = Shown.of(test.outcome());
            switch (shown) {
                case PASSED -> earlier(test, "flaky");
                case FAILED -> {
                    verdict(test.outcome(), message, test.quarantined());
                    earlier(test, "rerun", true);
                }
                case BROKEN -> {
                    // The schema has reruns of failures before the error and those of errors after it.
                    earlier(test, "rerun", true, "Failure");
                    verdict(test.outcome(), message, test.quarantined());
                    earlier(test, "rerun", true, "Error");
                }
                case SKIPPED, STOPPED -> verdict(test.outcome(), message, test.quarantined());
                case OPEN -> {
                    xml.writeEmptyElement("skipped");
                    attribute("message", "No verdict yet: the test is " + test.status() + ".");
                }
            }
            String end = logs.endOf(test);
            if (!end.isEmpty()) {
                xml.writeStartElement("system-out");
                xml.writeCharacters(XmlText.of(end));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }

        private void begin(String name, String classname, long millis) throws XMLStreamException {
            line();
            xml.writeStartElement("testcase");
            attribute("name", name);
            attribute("classname", classname);
            attribute("time", seconds(millis));
        }

        private void verdict(@Nullable Outcome outcome, String message, boolean quarantined) throws XMLStreamException {
            String element = switch (Shown.of(outcome)) {
                case PASSED, OPEN -> null;
                case FAILED -> "failure";
                case BROKEN -> "error";
                case SKIPPED, STOPPED -> "skipped";
            };
            if (element == null) {
                return;
            }
            xml.writeStartElement(element);
            attribute("message", firstLine(message));
            if (!element.equals("skipped")) {
                attribute("type", quarantined ? outcome + " (quarantined)" : String.valueOf(outcome));
            }
            xml.writeCharacters(XmlText.of(message));
            xml.writeEndElement();
        }

        private void earlier(TestFacts test, String how) throws XMLStreamException {
            earlier(test, how, false, "Failure");
            earlier(test, how, false, "Error");
        }

        private void earlier(TestFacts test, String how, boolean lostToo) throws XMLStreamException {
            earlier(test, how, lostToo, "Failure");
            earlier(test, how, lostToo, "Error");
        }

        /** @param lostToo whether attempts count that were lost with their worker: of a test that passed they say nothing */
        private void earlier(TestFacts test, String how, boolean lostToo, String what) throws XMLStreamException {
            for (TestFacts.Attempt attempt : test.earlier()) {
                Outcome outcome = attempt.outcome();
                if (outcome == null && !(lostToo && attempt.lostAt() != null)) {
                    continue;
                }
                if (what.equals(outcome == Outcome.FAILED ? "Failure" : "Error")) {
                    String message = attempt.message() == null
                            ? (outcome == null ? "The worker was lost." : "")
                            : attempt.message();
                    xml.writeStartElement(how + what);
                    attribute("message", firstLine(message));
                    attribute("type", outcome == null ? "worker-lost" : outcome.toString());
                    xml.writeStartElement("stackTrace");
                    xml.writeCharacters(XmlText.of(message));
                    xml.writeEndElement();
                    String end = logs.endOf(attempt);
                    if (!end.isEmpty()) {
                        xml.writeStartElement("system-out");
                        xml.writeCharacters(XmlText.of(end));
                        xml.writeEndElement();
                    }
                    xml.writeEndElement();
                }
            }
        }

        private void attribute(String name, String value) throws XMLStreamException {
            xml.writeAttribute(name, XmlText.of(value));
        }

        private void line() throws XMLStreamException {
            xml.writeCharacters("\n");
        }
    }

    /** How many entries a suite has, as its attributes say. */
    private record Totals(int tests, int failures, int errors, int skipped) {

        static Totals of(Map<Shown, Integer> entries) {
            return new Totals(
                    entries.values().stream().mapToInt(Integer::intValue).sum(),
                    entries.getOrDefault(Shown.FAILED, 0),
                    entries.getOrDefault(Shown.BROKEN, 0),
                    entries.getOrDefault(Shown.SKIPPED, 0)
                            + entries.getOrDefault(Shown.STOPPED, 0)
                            + entries.getOrDefault(Shown.OPEN, 0));
        }

        static Totals of(TestFacts test) {
            boolean failing = test.cases().failed() + test.cases().broken() > 0;
            RunCounts one =
                    new RunCounts(List.of(new RunCounts.Group(test.outcome(), true, failing, 1, test.cases())), 0, 0);
            return of(one.entries(true));
        }
    }

    @FunctionalInterface
    private interface Part {
        void write() throws XMLStreamException, IOException;
    }

    /** Readers know of streams that fail, not of XML. */
    private static void inXml(Part part) throws IOException {
        try {
            part.write();
        } catch (XMLStreamException failed) {
            throw failed.getCause() instanceof IOException gone ? gone : new IOException(failed);
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 500 ? line : line.substring(0, 500) + "…";
    }

    private static long millis(@Nullable Long millis) {
        return millis == null ? 0 : millis;
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).toPlainString();
    }
}
