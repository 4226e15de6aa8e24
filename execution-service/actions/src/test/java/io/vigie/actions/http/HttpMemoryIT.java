package io.vigie.actions.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.actions.SmallJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, much smaller than what it downloads. */
@Timeout(60)
class HttpMemoryIT {

    @Test
    void stopsAnEndlessDownloadAtItsLimitInLittleMemory(@TempDir Path folder) throws Exception {
        assertThat(SmallJvm.run(LongDownload.class, folder, "-Xmx48m"))
                .last()
                .isEqualTo("Expected the answer to have at most " + LongDownload.LIMIT
                        + " bytes, the limit of a download, but it has more; the transfer was stopped there.");
    }
}
