package io.vigie.actions.sql;

import io.vigie.action.ActionResult;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.util.List;
import java.util.Map;

/** A JVM with little memory that runs one kind of step after another and prints how each ended. */
final class SmallWorker {

    private static final Map<String, ?> FILLING = Map.of(
            "driver",
            "h2",
            "statements",
            List.of(
                    Map.of("sql", "CREATE TABLE t(text VARCHAR)"),
                    Map.of("sql", "INSERT INTO t SELECT repeat(random_uuid(), 5000) FROM SYSTEM_RANGE(1, 10000000)")),
            "sql",
            "SELECT count(*) FROM t");

    private static final Map<String, ?> CHURNING =
            Map.of("driver", "h2", "sql", "SELECT sum(length(repeat('x', 10000))) AS n FROM SYSTEM_RANGE(1, 60000)");

    private SmallWorker() {}

    public static void main(String[] ignored) throws InterruptedException {
        try (SqlAction action = new SqlAction()) {
            for (Map<String, ?> step : List.of(CHURNING, FILLING, CHURNING)) {
                ActionResult result = RunningAction.run(action, new RecordingContext(), step);
                System.out.println(result instanceof ActionResult.Broken broken ? broken.reason() : "passed");
            }
        }
    }
}
