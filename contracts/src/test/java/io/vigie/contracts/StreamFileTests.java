package io.vigie.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.HashChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamFileTests {

    private static final Path STREAMS = Path.of("src/main/resources/io/vigie/contracts/streams");

    static List<String> everyStream() {
        return ScriptedRuns.NAMES;
    }

    @ParameterizedTest
    @MethodSource("everyStream")
    void committedStreamIsTheScriptedRun(String name) throws IOException {
        Committed.isUpToDate(
                file(name),
                ScriptedRuns.named(name).stream()
                        .map(CloudEventJson::write)
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @ParameterizedTest
    @MethodSource("everyStream")
    void readsBackAsItWasWritten(String name) throws IOException {
        assertThat(Files.readAllLines(file(name)).stream().<Object>map(CloudEventJson::read))
                .containsExactlyElementsOf(ScriptedRuns.named(name));
    }

    @ParameterizedTest
    @MethodSource("everyStream")
    void isNumberedAndChainedWithoutAGap(String name) throws IOException {
        String previous = Envelope.Link.GENESIS;
        long expected = 1;
        for (String line : Files.readAllLines(file(name))) {
            Envelope<?> event = CloudEventJson.read(line);
            if (event.message() instanceof RunEvent) {
                assertThat(event.link().sequence()).isEqualTo(expected++);
                assertThat(HashChain.verifies(event, previous)).as(line).isTrue();
                previous = event.link().hash();
            }
        }
        assertThat(expected).isGreaterThan(5);
    }

    private static Path file(String name) {
        return STREAMS.resolve(name + ".jsonl");
    }
}
