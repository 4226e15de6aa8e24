package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.wire.LogDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogBookTests {

    private final List<List<LogLine>> segments = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final LogPace pace = new LogPace();

    @AfterEach
    void stop() {
        pace.close();
    }

    private LogBook book(int maxLines) {
        return new LogBook(
                (first, lines) -> {
                    synchronized (segments) {
                        firsts.add(first);
                        segments.add(lines);
                    }
                },
                new SecretMask(List.of("hunter22")),
                InstantSource.fixed(Instant.parse("2026-01-02T06:25:41.123456Z")),
                ZoneId.of("Europe/Paris"),
                pace,
                maxLines);
    }

    private List<LogLine> sent() {
        synchronized (segments) {
            return segments.stream().flatMap(List::stream).toList();
        }
    }

    @Test
    void writesLinesInTheFormOfTheLog() {
        LogBook book = book(100);
        book.say(LogLevel.INFO, "Démarrage du test");
        book.relay(LogLevel.WARNING, "one\r\ntwo\u2028three hunter22\n", "📋 ");

        LogBook.Closed closed = book.close();

        assertThat(closed.excerpt()).isEqualTo("""
                        [07:25:41] Démarrage du test
                        [07:25:41] 📋 one
                        [07:25:41] 📋 two
                        [07:25:41] 📋 three ••••••""");
        assertThat(closed.lines()).isEqualTo(4);
        assertThat(sent()).extracting(LogLine::at).containsOnly(Instant.parse("2026-01-02T06:25:41.123Z"));
        LogDigest digest = new LogDigest();
        sent().forEach(digest::add);
        assertThat(closed.digest()).isEqualTo(digest.finish());
    }

    @Test
    void sendsALineWithoutWaitingForTheNext() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        LogBook book = new LogBook(
                (first, lines) -> seen.countDown(),
                SecretMask.none(),
                InstantSource.system(),
                ZoneId.of("UTC"),
                pace,
                10);

        book.say(LogLevel.INFO, "alone");

        assertThat(seen.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void makesAnyTextFitToTravel() {
        LogBook book = book(100);
        book.relay(LogLevel.INFO, "a\u0000b\uD83Dc \u001B[31mred\u001B[0m \uD83D\uDE00\ttab", "📋 ");
        book.relay(LogLevel.INFO, "", "📋 ");
        book.relay(LogLevel.INFO, "x".repeat(5_000), "📋 ");
        book.close();

        assertThat(sent().get(0).text()).isEqualTo("📋 a\uFFFDb\uFFFDc red \uD83D\uDE00\ttab");
        assertThat(sent().get(1).text()).isEqualTo("📋");
        assertThat(sent().get(2).text())
                .hasSizeLessThanOrEqualTo(LogSegment.MAX_LINE_LENGTH)
                .contains("caractères coupés)");
    }

    @Test
    void sendsNoSegmentThatIsTooLarge() {
        LogBook book = book(10_000);
        for (int i = 0; i < 1_000; i++) {
            book.relay(LogLevel.INFO, "é".repeat(1_500), "📋 ");
        }
        book.close();

        assertThat(segments).allSatisfy(lines -> {
            assertThat(lines).hasSizeLessThanOrEqualTo(LogSegment.MAX_LINES);
            assertThat(lines.stream().mapToInt(line -> line.text().length()).sum())
                    .isLessThanOrEqualTo(LogSegment.MAX_CHARACTERS);
        });
        int expected = 1;
        for (int i = 0; i < segments.size(); i++) {
            assertThat(firsts.get(i)).isEqualTo(expected);
            expected += segments.get(i).size();
        }
        assertThat(expected).isEqualTo(1_001);
    }

    @Test
    void stopsKeepingWhatActionsSayAndSaysSo() {
        LogBook book = book(3);
        book.say(LogLevel.INFO, "Démarrage du test");
        book.relay(LogLevel.INFO, "1\n2\n3\n4\n5", "📋 ");
        book.relay(LogLevel.INFO, "6", "📋 ");
        book.say(LogLevel.INFO, "✅ Test terminé avec succès");

        LogBook.Closed closed = book.close();

        assertThat(sent())
                .extracting(LogLine::text)
                .containsExactly(
                        "Démarrage du test",
                        "📋 1",
                        "📋 2",
                        "📋 3",
                        "⚠️ Journal limité à 3 lignes : les suivantes des actions ne sont pas gardées",
                        "✅ Test terminé avec succès");
        assertThat(closed.lines()).isEqualTo(6);
    }

    @Test
    void keepsTheBeginningAndTheEndInTheExcerpt() {
        LogBook book = book(10_000);
        for (int i = 1; i <= 2_000; i++) {
            book.say(LogLevel.INFO, "line " + i);
        }

        LogBook.Closed closed = book.close();

        assertThat(closed.excerpt())
                .hasSizeLessThanOrEqualTo(TestFinished.MAX_LOG_TEXT)
                .startsWith("[07:25:41] line 1\n")
                .endsWith("[07:25:41] line 2000");
        long shown = closed.excerpt().lines().count() - 1;
        assertThat(closed.excerpt()).contains("… (" + (2_000 - shown) + " lignes omises");
    }

    @Test
    void takesNothingOnceClosed() {
        LogBook book = book(10);
        book.close();

        book.say(LogLevel.INFO, "late");
        book.relay(LogLevel.INFO, "late", "📋 ");

        assertThat(sent()).isEmpty();
    }
}
