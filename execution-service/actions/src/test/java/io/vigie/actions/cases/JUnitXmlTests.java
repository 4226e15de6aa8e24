package io.vigie.actions.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JUnitXmlTests {

    @Test
    void tellsTheFourOutcomesApart() throws Exception {
        List<CaseResult> cases = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites><testsuite name="s">
                  <testcase classname="a.B" name="passes" time="1,234.5"/>
                  <testcase classname="a.B" name="fails" time="0.25"><failure message="1 is not 2">at line 3</failure></testcase>
                  <testcase classname="a.B" name="breaks"><error type="E"><![CDATA[no <server>]]></error></testcase>
                  <testcase name="waits"><skipped message="later"/></testcase>
                  <testcase classname="a.B" name="repeats"><failure message=" 1 is not 2 ">E: 1 is not 2 at line 3</failure></testcase>
                  <testcase classname="a.B" name="chatty" time="soon"><system-out>much</system-out></testcase>
                </testsuite></testsuites>
                """);

        assertThat(cases)
                .containsExactly(
                        new CaseResult("a.B", "passes", CaseOutcome.PASSED, 1_234_500, null),
                        new CaseResult("a.B", "fails", CaseOutcome.FAILED, 250, "1 is not 2\n\nat line 3"),
                        new CaseResult("a.B", "breaks", CaseOutcome.BROKEN, 0, "no <server>"),
                        new CaseResult("", "waits", CaseOutcome.SKIPPED, 0, "later"),
                        new CaseResult("a.B", "repeats", CaseOutcome.FAILED, 0, "E: 1 is not 2 at line 3"),
                        new CaseResult("a.B", "chatty", CaseOutcome.PASSED, 0, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE t [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><testsuite><testcase name=\"&x;\"/></testsuite>",
                "<!DOCTYPE t [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><testsuite><testcase name=\"b\">"
                        + "<failure>&b;</failure></testcase></testsuite>",
                "<!DOCTYPE t SYSTEM \"http://127.0.0.1:1/t.dtd\"><testsuite/>",
                "<html/>",
                "<testsuite><testcase name=\"a\">",
                "not xml",
                ""
            })
    void refusesWhatIsNoPlainReport(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageStartingWith("it ");
    }

    private static List<CaseResult> read(String text) throws IOException {
        List<CaseResult> cases = new ArrayList<>();
        JUnitXml.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), cases::add);
        return cases;
    }
}
