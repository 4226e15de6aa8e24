package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.wire.MessageCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionStoreTests {

    @TempDir
    Path directory;

    private DefinitionStore store;

    @BeforeEach
    void open() {
        store = new DefinitionStore(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static TestDefinition test(int number, long version) {
        return new TestDefinition(
                ProjectId.COMMON,
                CampaignId.of("c"),
                TestId.of("t" + number),
                version,
                "name " + number,
                "d".repeat(100),
                List.of(),
                List.of());
    }

    private void put(TestDefinition definition) {
        store.put(definition.key(), MessageCodec.data(definition));
    }

    @Test
    void findsEachVersionAmongMany() throws InterruptedException {
        for (int number = 0; number < 20_000; number++) {
            put(test(number, 1));
        }
        put(test(7, 2));

        assertThat(store.size()).isEqualTo(20_001);
        assertThat(store.test(TestId.of("t7"), 1, Duration.ZERO)).contains(test(7, 1));
        assertThat(store.test(TestId.of("t7"), 2, Duration.ZERO)).contains(test(7, 2));
        assertThat(store.test(TestId.of("t19999"), 1, Duration.ZERO)).contains(test(19_999, 1));
        assertThat(store.test(TestId.of("t19999"), 1, Duration.ZERO)).contains(test(19_999, 1));
        assertThat(store.test(TestId.of("t20000"), 1, Duration.ZERO)).isEmpty();
    }

    @Test
    void waitsForADefinitionThatIsOnItsWay() throws Exception {
        CompletableFuture<Optional<TestDefinition>> asked = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                asked.complete(store.test(TestId.of("t1"), 1, Duration.ofSeconds(30)));
            } catch (InterruptedException stopped) {
                asked.completeExceptionally(stopped);
            }
        });

        put(test(1, 1));

        assertThat(asked.get(10, TimeUnit.SECONDS)).contains(test(1, 1));
        asking.join();
    }

    @Test
    void survivesAReaderThatIsInterrupted() throws Exception {
        put(test(1, 1));
        Thread.currentThread().interrupt();
        try {
            store.test(TestId.of("t1"), 1, Duration.ofSeconds(1));
        } catch (InterruptedException expected) {
            Thread.interrupted();
        }
        Thread.interrupted();

        assertThat(store.test(TestId.of("t1"), 1, Duration.ZERO)).isPresent();
    }

    @Test
    void forgetsWhatHasBeenErased() throws InterruptedException {
        put(test(1, 1));
        store.test(TestId.of("t1"), 1, Duration.ZERO);

        store.put(test(1, 1).key(), null);

        assertThat(store.test(TestId.of("t1"), 1, Duration.ZERO)).isEmpty();
    }

    @Test
    void beginsAnewAtEachStart() throws InterruptedException {
        put(test(1, 1));
        store.close();

        store = new DefinitionStore(directory);

        assertThat(store.size()).isZero();
        assertThat(store.test(TestId.of("t1"), 1, Duration.ZERO)).isEmpty();
    }
}
