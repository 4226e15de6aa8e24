package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.util.UUID;

/** Which partitions hold what is about a run. */
public interface RunPartitions {

    Partition ofHistory(UUID run);

    Partition ofLogs(UUID run);
}
