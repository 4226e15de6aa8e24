package io.vigie.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CampaignRunsTests {

    private static final RunId RUN = Scripts.anyRun();

    private CampaignRuns runs;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void begin() {
        runs = new CampaignRuns(new CampaignRooms());
    }

    @Test
    void tellsWhatAListShowsOfARunAndNothingElse() {
        runs.join(Scripts.CAMPAIGN, this::hear);

        happens(1, Scripts.started(RUN, 300));
        happens(2, Scripts.queued(RUN, 1));
        happens(3, Scripts.testFinished(RUN, 1, Outcome.PASSED, 0, 300));
        happens(4, Scripts.testFinished(RUN, 2, Outcome.PASSED, 0, 300));
        happens(5, Scripts.testFinished(RUN, 3, Outcome.PASSED, 0, 300));
        happens(6, Scripts.finished(RUN, Outcome.PASSED));

        assertThat(heard)
                .as("progress only where it changed")
                .containsExactly(
                        "campain_started 1", "campain_progress 3", "campain_progress 5", "campain_completed 6");
    }

    @Test
    void tellsWhoComesLateHowEachRunStands() {
        happens(1, Scripts.started(RUN, 4));
        happens(2, Scripts.testFinished(RUN, 1, Outcome.PASSED, 0, 4));
        happens(3, Scripts.testFinished(RUN, 2, Outcome.PASSED, 0, 4));
        happens(1, Scripts.started(Streams.otherRun(), 1));

        runs.join(Scripts.CAMPAIGN, this::hear);
        happens(4, Scripts.finished(RUN, Outcome.FAILED));

        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "campain_started 3", "campain_progress 3", "campain_started 1", "campain_completed 4");
    }

    @Test
    void tellsNothingTwiceAndNothingOfOthers() {
        runs.join(Scripts.CAMPAIGN, this::hear);
        runs.join(CampaignId.of("another"), event -> heard.add("wrong"));

        happens(1, Scripts.started(RUN, 4));
        happens(1, Scripts.started(RUN, 4));

        assertThat(heard).containsExactly("campain_started 1");
    }

    @Test
    void knowsARunThatBeganBeforeAnythingIsRemembered() {
        runs.adopt(Scripts.CAMPAIGN, List.of(RUN));
        runs.join(Scripts.CAMPAIGN, this::hear);

        happens(70, Scripts.testFinished(RUN, 1, Outcome.PASSED, 0, 4));

        assertThat(heard).containsExactly("campain_progress 70");
    }

    @Test
    void forgetsWhatBelongsToAnotherHistory() {
        happens(1, Scripts.started(RUN, 4));

        runs.forget();
        runs.join(Scripts.CAMPAIGN, this::hear);

        assertThat(heard).isEmpty();
    }

    private void happens(long sequence, io.vigie.contracts.run.RunEvent event) {
        runs.heard(Streams.run(event, sequence, 100 + sequence, 0));
    }

    private void hear(BrowserEvent event) {
        LiveProtocol.declares(event.name(), null, event.json());
        JsonNode data = JsonMapper.shared().readTree(event.json());
        assertThat(data.path("campain_id").asString()).isEqualTo(Scripts.CAMPAIGN.value());
        heard.add(event.name() + " " + data.path("sequence").asLong());
    }
}
