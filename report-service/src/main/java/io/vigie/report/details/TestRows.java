package io.vigie.report.details;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Reads what is known of tests, always by key or by a range of one index. */
interface TestRows extends Repository<TestRow, TestRow.Key> {

    /**
     * Which segments are read: those of the worker that started the attempt, as soon as that is known, and those of which nobody knows who wrote
     * them.
     */
    String COUNTING = " and (s.workerId = '' or s.workerId = coalesce((select a.workerId from AttemptRow a"
            + " where a.runId = :run and a.testId = :test and a.attempt = :attempt), s.workerId))";

    @Query("from TestRow t where t.runId = :run and t.position > :after order by t.position")
    List<TestRow> after(UUID run, int after, Limit limit);

    @Query("from TestRow t where t.runId = :run and t.position > :after and t.status = :status order by t.position")
    List<TestRow> after(UUID run, int after, String status, Limit limit);

    /** Tests that had this verdict by the event of this number. */
    @Query("from TestRow t where t.runId = :run and t.position > :after and t.status = :status and t.endedIn <= :last"
            + " order by t.position")
    List<TestRow> endedAt(UUID run, int after, String status, long last, Limit limit);

    /** Tests that had no verdict by the event of this number. */
    @Query("from TestRow t where t.runId = :run and t.position > :after and (t.endedIn is null or t.endedIn > :last)"
            + " order by t.position")
    List<TestRow> openAt(UUID run, int after, long last, Limit limit);

    /** Those among them that some worker had started. */
    @Query("from TestRow t where t.runId = :run and t.position > :after and (t.endedIn is null or t.endedIn > :last)"
            + " and t.startedIn <= :last order by t.position")
    List<TestRow> openAndStartedAt(UUID run, int after, long last, Limit limit);

    Optional<TestRow> findByRunIdAndTestId(UUID runId, String testId);

    @Query("from AttemptRow a where a.runId = :run and a.testId = :test order by a.attempt")
    List<AttemptRow> attempts(UUID run, String test);

    @Query("from ActionRow a where a.runId = :run and a.testId = :test order by a.attempt, a.index")
    List<ActionRow> actions(UUID run, String test);

    /** @param from a first line that lies before the one wanted by a segment's length, so that the index bounds the search */
    @Query("from SegmentRow s where s.runId = :run and s.testId = :test and s.attempt = :attempt"
            + " and s.firstLine > :from and s.lastLine > :after" + COUNTING + " order by s.firstLine")
    List<SegmentRow> segments(UUID run, String test, int attempt, int from, int after, Limit limit);

    @Query("select s.lastLine from SegmentRow s where s.runId = :run and s.testId = :test and s.attempt = :attempt"
            + COUNTING + " order by s.firstLine desc")
    List<Integer> lastLines(UUID run, String test, int attempt, Limit limit);
}
