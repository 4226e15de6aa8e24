package io.vigie.actions.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionResult;
import io.vigie.action.LogLevel;
import io.vigie.action.Parameters;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class PauseActionTests {

    private final PauseAction action = new PauseAction();

    @ParameterizedTest
    @CsvSource({"0.05,seconds", "50,milliseconds"})
    void waitsAsLongAsAsked(String duration, String unit) throws Exception {
        long start = System.nanoTime();

        ActionResult result =
                RunningAction.run(action, new RecordingContext(), Map.of("duration", duration, "unit", unit));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @CsvSource({"3601,seconds", "3600001,milliseconds", "-1,seconds", "abc,seconds"})
    void refusesMoreThanAnHourAndWhatIsNoDuration(String duration, String unit) throws Exception {
        ActionResult result = run(Map.of("duration", duration, "unit", unit));

        assertThat(((ActionResult.Broken) result).reason()).startsWith("Expected \"duration\" to be ");
    }

    @Test
    void endsSoonAfterAnInterruption() throws Exception {
        CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
        RecordingContext context = new RecordingContext() {
            @Override
            public void log(LogLevel level, String text) {
                isUnderWay.complete(null);
            }
        };

        assertThat(RunningAction.interrupt(action, context, Map.of("duration", 3600), isUnderWay))
                .isLessThan(Duration.ofSeconds(20));
    }

    private ActionResult run(Map<String, ?> value) throws InterruptedException {
        try {
            return action.run(new RecordingContext(), Parameters.of(action.describe(), value));
        } catch (ActionBrokenException broken) {
            return ActionResult.broken(broken.getMessage());
        }
    }
}
