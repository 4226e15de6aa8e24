package io.vigie.report.artifacts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some artifacts of a test, by attempt and number. @param next where the others are, absent when there are no more */
record ArtifactPage(
        String testId, List<Artifact> artifacts, @Nullable String next) {}
