package io.vigie.actions.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.actions.SmallJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In JVMs of their own, small enough to be filled. */
@Timeout(60)
class SqlMemoryIT {

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void endsTheStepThatFillsTheWorkerAndNoOther(String collector, @TempDir Path folder) throws Exception {
        assertThat(SmallJvm.run(SmallWorker.class, folder, "-Xmx384m", collector))
                .satisfiesExactly(
                        ending -> assertThat(ending).isEqualTo("passed"),
                        ending -> assertThat(ending)
                                .matches(
                                        "Expected the worker to have memory for the database in memory, but it ran short "
                                                + "after the step had asked for \\d+ MB; the step was stopped there\\."),
                        ending -> assertThat(ending).isEqualTo("passed"));
    }
}
