package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;

/** How much of the topics is not folded yet, as far as this instance knows: it knows of the partitions that it reads. */
public interface ProjectionLag {

    /** Records of one partition that wait to be folded. */
    long of(Partition partition);

    /** Records of all partitions that wait to be folded. */
    long total();
}
