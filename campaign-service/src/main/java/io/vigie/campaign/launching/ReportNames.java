package io.vigie.campaign.launching;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The names of all reports. A name is reserved by a unique row in the launch's own transaction: of two launches at once, one waits and loses. */
@Component
class ReportNames {

    private final JdbcClient jdbc;

    ReportNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isTaken(ProjectId project, String name) {
        return jdbc.sql("SELECT count(*) FROM report_name WHERE project_id = ? AND name = ?")
                        .param(project.value())
                        .param(name)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether the name is ours now; waits for a launch under way that has it, until that one is durable or undone. */
    boolean reserve(ProjectId project, String name, RunId run) {
        return jdbc.sql("INSERT INTO report_name (project_id, name, run_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                        .param(project.value())
                        .param(name)
                        .param(run.value())
                        .update()
                == 1;
    }

    void release(RunId run) {
        jdbc.sql("DELETE FROM report_name WHERE run_id = ?").param(run.value()).update();
    }

    /** The names that are {@code base} itself or {@code base} with something after it. */
    Set<String> startingWith(ProjectId project, String base) {
        return new HashSet<>(jdbc.sql("SELECT name FROM report_name WHERE project_id = ? AND starts_with(name, ?)")
                .param(project.value())
                .param(base)
                .query(String.class)
                .list());
    }
}
