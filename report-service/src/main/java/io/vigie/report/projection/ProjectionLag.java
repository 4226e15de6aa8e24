package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.util.OptionalLong;

/**
 * How much of the topics is not folded yet. Nothing is said, rather than something wrong, while this instance does not read the partition or Kafka
 * does not answer.
 */
public interface ProjectionLag {

    /** Records of one partition that wait to be folded. */
    OptionalLong of(Partition partition);

    /** Records of all partitions that wait to be folded. */
    OptionalLong total();
}
