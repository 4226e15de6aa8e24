package io.vigie.report.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some artifacts of a test, by attempt and number.
 *
 * @param next where the others are, absent when there are no more so far
 * @param at the moment that was asked for; absent for now
 */
record ArtifactPage(
        String testId,
        List<Artifact> artifacts,
        @Nullable String next,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Moment at,
        AsOf asOf) {}
