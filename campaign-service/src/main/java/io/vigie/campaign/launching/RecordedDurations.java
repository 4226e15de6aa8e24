package io.vigie.campaign.launching;

import io.vigie.contracts.TestId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How long each test takes of late: a mean in which the newest run counts for {@value #NEWEST}, so that five runs later a slow day is
 * forgotten. Written in the caller's transaction.
 */
@Component
public class RecordedDurations {

    static final double NEWEST = 0.3;

    /** As many as one statement asks for; more is asked for in turns. */
    private static final int ASKED_AT_ONCE = 20_000;

    private final JdbcClient jdbc;

    RecordedDurations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** In milliseconds, rounded, at least 1; a test that never ran is not there. */
    Map<TestId, Long> of(Collection<TestId> tests) {
        List<String> ids = tests.stream().map(TestId::value).toList();
        Map<TestId, Long> known = new HashMap<>();
        for (int from = 0; from < ids.size(); from += ASKED_AT_ONCE) {
            String[] some = ids.subList(from, Math.min(from + ASKED_AT_ONCE, ids.size()))
                    .toArray(String[]::new);
            jdbc.sql("SELECT test_id, millis FROM test_duration WHERE test_id = ANY (?)")
                    .param(some)
                    .query(row -> {
                        known.put(TestId.of(row.getString(1)), Math.max(1, Math.round(row.getDouble(2))));
                    });
        }
        return known;
    }

    /** Takes what runs told, the oldest first, in one statement. */
    public void add(List<Took> news) {
        if (news.isEmpty()) {
            return;
        }
        Map<TestId, Smoothed> byTest = new HashMap<>();
        news.forEach(took -> byTest.merge(
                took.test(), Smoothed.first(took.millis()), (before, first) -> before.then(took.millis())));
        List<Map.Entry<TestId, Smoothed>> sorted = new ArrayList<>(byTest.entrySet());
        // One order for all, so that two instances never wait for each other.
        sorted.sort(Map.Entry.comparingByKey(java.util.Comparator.comparing(TestId::value)));
        jdbc.sql("""
                        MERGE INTO test_duration AS present
                        USING (SELECT * FROM unnest(?::text[], ?::float8[], ?::float8[], ?::float8[])
                                 AS news (test_id, alone, kept, added)) AS news
                           ON present.test_id = news.test_id
                         WHEN MATCHED THEN UPDATE SET millis = present.millis * news.kept + news.added
                         WHEN NOT MATCHED THEN INSERT (test_id, millis) VALUES (news.test_id, news.alone)""")
                .param(sorted.stream().map(entry -> entry.getKey().value()).toArray(String[]::new))
                .param(sorted.stream().map(entry -> entry.getValue().alone()).toArray(Double[]::new))
                .param(sorted.stream().map(entry -> entry.getValue().kept()).toArray(Double[]::new))
                .param(sorted.stream().map(entry -> entry.getValue().added()).toArray(Double[]::new))
                .update();
    }

    /** A test that ended by itself, well or badly. */
    public record Took(TestId test, long millis) {}

    /**
     * Several times of one test, folded so that what is stored need not be read: it becomes {@code stored * kept + added}.
     *
     * @param alone the mean when nothing is stored
     */
    record Smoothed(double alone, double kept, double added) {

        static Smoothed first(long millis) {
            return new Smoothed(millis, 1 - NEWEST, NEWEST * millis);
        }

        Smoothed then(long millis) {
            return new Smoothed(
                    alone * (1 - NEWEST) + millis * NEWEST,
                    kept * (1 - NEWEST),
                    added * (1 - NEWEST) + millis * NEWEST);
        }
    }
}
