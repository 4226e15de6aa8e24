package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.gateway.stream.StreamPosition.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AbC-_9:0:-1--1",
                "AbC-_9:42:1000-2000",
                "AbC-_9:42.1:999-2000",
                "AbC-_9:42.last:1000-2000",
                "AbC-_9:42.end:1000--1"
            })
    void isWrittenAsItIsRead(String text) {
        assertThat(StreamPosition.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "a:b:c",
                "epoch:1:2",
                "epoch:1:2-3-4",
                "epoch:-1:2-3",
                "epoch:1.0:2-3",
                "epoch:1.x:2-3",
                "epoch:1:-2-3",
                "ep och:1:2-3",
                "epoch:9999999999999999999:2-3",
                "epoch:1:2-3\n"
            })
    void refusesWhatItNeverWrote(String text) {
        assertThat(StreamPosition.parse(text)).isEmpty();
    }

    @Test
    void keepsItsStageWhenLogLinesFollowTheLastEvent() {
        StreamPosition last = StreamPosition.at("e", 9, 90, 10).in(Stage.LAST);
        Entry lines = Streams.log(Scripts.log(Scripts.anyRun(), 1, 1, 1), 11, 0);

        assertThat(last.after(lines)).hasToString("e:9.last:90-11");
    }
}
