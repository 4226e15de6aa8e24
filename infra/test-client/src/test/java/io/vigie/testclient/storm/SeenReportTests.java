package io.vigie.testclient.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testclient.Client;
import org.junit.jupiter.api.Test;

/** A fold that forgives proves nothing: each of these must be seen. */
class SeenReportTests {

    private final SeenReport seen = new SeenReport("run");
    private int ids;

    @Test
    void knowsTheSameWhetherItWatchedOrReadTheReport() {
        tell("snapshot", "{'_id':'run','status':'pending','progress':0,'tests':[]}");
        tell("test_started", "{'test_id':'a','attempt':1}");
        tell("test_log", "{'test_id':'a','attempt':1,'lines':[" + line(1) + "," + line(2) + "]}");
        tell("test_completed", "{'test_id':'a','attempt':1,'status':'passed','outcome':'passed','duration_ms':5}");
        tell("campain_progress", "{'progress':100}");
        tell("campain_completed", "{'status':'completed'}");
        SeenReport kept = new SeenReport("run");
        kept.take(
                "snapshot",
                "",
                json(
                        "{'_id':'run','status':'completed','progress':100,'tests':[{'testId':'a','status':'passed','outcome':'passed',"
                                + "'attempt':1,'durationMs':5,'quarantined':false}]}"));
        kept.earlier("a", json("[" + line(1) + "," + line(2) + "]"));

        assertThat(seen.account()).isEqualTo(kept.account());
        assertThat(seen.hash()).isEqualTo(kept.hash());
        assertThat(seen.complaints()).isEmpty();
        assertThat(seen.isSeenLive()).isTrue();
        assertThat(kept.isSeenLive()).isFalse();
    }

    @Test
    void complainsOfALineThatIsMissing() {
        tell("test_log", "{'test_id':'a','attempt':1,'lines':[" + line(1) + "]}");
        tell("test_log", "{'test_id':'a','attempt':1,'lines':[" + line(3) + "]}");

        assertThat(seen.complaints()).singleElement().asString().contains("line 3", "after line 1");
    }

    @Test
    void complainsOfAVerdictThatComesTwice() {
        tell("test_completed", "{'test_id':'a','attempt':1,'status':'passed'}");
        tell("test_completed", "{'test_id':'a','attempt':1,'status':'passed'}");

        assertThat(seen.complaints()).singleElement().asString().contains("came twice");
    }

    @Test
    void complainsOfAnIdThatComesTwiceButNotOfAWordAboutTheStream() {
        seen.take("campain_started", "1", json("{}"));
        seen.take("resumed", "1", json("{}"));
        assertThat(seen.complaints()).isEmpty();

        seen.take("campain_progress", "1", json("{'progress':1}"));

        assertThat(seen.complaints()).hasSize(1);
    }

    @Test
    void complainsOfASecondBeginningAndOfALostHistory() {
        tell("snapshot", "{'_id':'run','tests':[]}");
        tell("snapshot", "{'_id':'run','tests':[]}");
        tell("history_lost", "{}");

        assertThat(seen.complaints()).hasSize(2);
    }

    @Test
    void knowsAnotherThingWhenOneLineDiffers() {
        tell("test_log", "{'test_id':'a','attempt':1,'lines':[" + line(1) + "]}");
        String before = seen.hash();

        seen.earlier("a", json("[{'n':0,'at':'x','level':'info','text':'other'}]"));

        assertThat(seen.hash()).isNotEqualTo(before);
    }

    private void tell(String name, String data) {
        seen.take(name, "id-" + ++ids, json(data));
    }

    private static tools.jackson.databind.JsonNode json(String text) {
        return Client.JSON.readTree(text.replace('\'', '"'));
    }

    private static String line(int number) {
        return "{'n':%d,'at':'2026-11-21T07:25:41Z','level':'info','text':'line'}".formatted(number);
    }
}
