package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.RunId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SharedSnapshotsTests {

    private static final RunId RUN = RunId.of("019b2c7e-0d00-7000-8000-000000000001");
    private static final RunId OTHER = RunId.of("019b2c7e-0d00-7000-8000-000000000002");

    /** What was asked of the service, each still to be answered. */
    private final List<Sinks.One<Snapshot>> asked = new ArrayList<>();

    private final List<Sinks.Empty<Void>> permitted = new ArrayList<>();

    private final Snapshots snapshots = new SharedSnapshots(new Snapshots() {

        @Override
        public Mono<Snapshot> of(RunId run, String token) {
            Sinks.One<Snapshot> answer = Sinks.one();
            asked.add(answer);
            return answer.asMono();
        }

        @Override
        public Mono<Void> permit(RunId run, String token) {
            Sinks.Empty<Void> answer = Sinks.empty();
            permitted.add(answer);
            return answer.asMono();
        }
    });

    private final List<Snapshot> heard = new ArrayList<>();
    private final List<Throwable> refused = new ArrayList<>();

    @Test
    void asksOnceForAllWhoWantTheSameReportAtTheSameTime() {
        wanted(RUN, "ada");
        wanted(RUN, "ada");
        wanted(RUN, "ada");

        assertThat(asked).hasSize(1);
        Snapshot report = Snapshot.empty(RUN);
        asked.getFirst().tryEmitValue(report);
        assertThat(heard).containsExactly(report, report, report);
    }

    @Test
    void asksAnewForWhoComesAfterTheAnswer() {
        wanted(RUN, "ada");
        asked.getFirst().tryEmitValue(Snapshot.empty(RUN));

        wanted(RUN, "ada");

        assertThat(asked).hasSize(2);
    }

    @Test
    void givesNobodyTheAnswerToAnotherCallerOrAboutAnotherRun() {
        wanted(RUN, "ada");
        wanted(RUN, "bob");
        wanted(OTHER, "ada");

        assertThat(asked).hasSize(3);
        asked.get(1).tryEmitError(new IllegalStateException("refused"));
        assertThat(heard).isEmpty();
        assertThat(refused).hasSize(1);
    }

    @Test
    void tellsAllOfARefusalAndAsksAnewAfterIt() {
        wanted(RUN, "ada");
        wanted(RUN, "ada");
        asked.getFirst().tryEmitError(new IllegalStateException("away"));

        wanted(RUN, "ada");

        assertThat(refused).hasSize(2);
        assertThat(asked).hasSize(2);
    }

    @Test
    void goesOnForTheOthersWhenTheFirstGoesAway() {
        Disposable first = wanted(RUN, "ada");
        wanted(RUN, "ada");

        first.dispose();
        asked.getFirst().tryEmitValue(Snapshot.empty(RUN));

        assertThat(asked).hasSize(1);
        assertThat(heard).hasSize(1);
    }

    @Test
    void asksOnceWhetherTheSameCallerMaySeeARun() {
        List<String> passed = new ArrayList<>();
        snapshots.permit(RUN, "ada").subscribe(nothing -> {}, refused::add, () -> passed.add("first"));
        snapshots.permit(RUN, "ada").subscribe(nothing -> {}, refused::add, () -> passed.add("second"));
        snapshots.permit(RUN, "bob").subscribe(nothing -> {}, refused::add, () -> passed.add("bob"));

        permitted.getFirst().tryEmitEmpty();
        permitted.getLast().tryEmitError(new IllegalStateException("refused"));

        assertThat(permitted).hasSize(2);
        assertThat(passed).containsExactly("first", "second");
        assertThat(refused).hasSize(1);
    }

    @Test
    void asksNothingBeforeSomebodyListens() {
        Mono<Snapshot> later = snapshots.of(RUN, "ada");

        assertThat(asked).isEmpty();
        later.subscribe(heard::add);
        assertThat(asked).hasSize(1);
    }

    private Disposable wanted(RunId run, String token) {
        return snapshots.of(run, token).subscribe(heard::add, refused::add);
    }
}
