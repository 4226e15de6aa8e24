package io.vigie.testclient.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.testclient.proof.VouchedLogs.VouchedLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VouchedLogsTests {

    private static final Instant AT = Instant.parse("2026-11-21T08:00:00.120Z");
    private static final LogLine FIRST = new LogLine(AT, LogLevel.INFO, "première");
    private static final LogLine SECOND = new LogLine(AT.plusMillis(7), LogLevel.ERROR, "deuxième");
    private static final LogLine OTHER = new LogLine(AT.plusMillis(7), LogLevel.ERROR, "d'un autre worker");

    private static VouchedLog vouchedFor(LogLine... lines) {
        LogDigest digest = new LogDigest();
        List.of(lines).forEach(digest::add);
        return new VouchedLog("test-1", 1, lines.length, digest.finish(), AT, AT);
    }

    @Test
    void findsNothingInTheLinesThatAreVouchedFor() {
        assertThat(vouchedFor(FIRST, SECOND).contradiction(List.of(FIRST, SECOND)))
                .isEmpty();
        assertThat(vouchedFor().contradiction(List.of())).isEmpty();
    }

    @Test
    void seesLinesThatAreMissingOrTooMany() {
        assertThat(vouchedFor(FIRST, SECOND).contradiction(List.of(FIRST)))
                .hasValueSatisfying(what -> assertThat(what).contains("1 lines of test test-1", "counts 2"));
        assertThat(vouchedFor(FIRST).contradiction(List.of(FIRST, SECOND))).isPresent();
    }

    @Test
    void seesALineOfSomebodyElse() {
        assertThat(vouchedFor(FIRST, SECOND).contradiction(List.of(FIRST, OTHER)))
                .hasValueSatisfying(what -> assertThat(what).contains("not those that its verdict vouches for"));
        assertThat(vouchedFor(FIRST, SECOND).contradiction(List.of(SECOND, FIRST)))
                .isPresent();
    }

    @Test
    void readsThemFromAHistory() {
        Histories history = Histories.of("retried");
        TestFinished verdict = history.last(TestFinished.class);
        VouchedLogs logs = new VouchedLogs();

        history.chained().forEach(logs::accept);

        assertThat(logs.of(verdict.runId().value())).anySatisfy(log -> {
            assertThat(log.test()).isEqualTo(verdict.testId().value());
            assertThat(log.attempt()).isEqualTo(verdict.attempt());
            assertThat(log.lines()).isEqualTo(verdict.logLines());
            assertThat(log.digest()).isEqualTo(verdict.logDigest());
        });
        assertThat(logs.of("another run")).isEmpty();
    }

    @Test
    void leavesOutWhatTheCoordinatorDecidesByItself() {
        Histories history = Histories.of("retried");
        TestFinished verdict = history.last(TestFinished.class);
        history.changing(
                verdict::equals,
                event -> new TestFinished(
                        verdict.projectId(),
                        verdict.runId(),
                        verdict.testId(),
                        verdict.attempt(),
                        Outcome.INTERRUPTED,
                        verdict.finishedAt(),
                        0,
                        "L'exécuteur du test a été perdu 3 fois",
                        Map.of(),
                        "",
                        0,
                        new LogDigest().finish(),
                        verdict.quarantined(),
                        verdict.progress()));
        VouchedLogs logs = new VouchedLogs();

        history.chained().forEach(logs::accept);

        assertThat(logs.of(verdict.runId().value()))
                .extracting(VouchedLog::test)
                .doesNotContain(verdict.testId().value());
    }
}
