package io.vigie.campaign.launching;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import java.util.Objects;

/** The answer to a launch command; remembered under the command's key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LaunchAnswer.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = LaunchAnswer.TrialAccepted.class, name = "trial-accepted"),
    @JsonSubTypes.Type(value = LaunchAnswer.CancelsAccepted.class, name = "cancels-accepted"),
    @JsonSubTypes.Type(value = LaunchAnswer.Refused.class, name = "refused")
})
public sealed interface LaunchAnswer {

    /** An answer to another kind of command than the one that was sent: a mistake in this program. */
    static IllegalStateException unexpected(LaunchAnswer answer) {
        return new IllegalStateException("Expected the answer to the command that was sent, but got \""
                + answer.getClass().getSimpleName() + "\".");
    }

    /** It is done, and durable. */
    record Accepted(RunId runId) implements LaunchAnswer {}

    /** The test will run, alone. */
    record TrialAccepted(RunId runId, TestId testId) implements LaunchAnswer {}

    /** These runs will end. @param more whether there are others, which one more command ends */
    record CancelsAccepted(List<RunId> runIds, boolean more) implements LaunchAnswer {}

    /** Nothing was changed. */
    record Refused(int status, String code, Text text, List<Fault> faults) implements LaunchAnswer {

        static Refused of(Refusal refusal) {
            return new Refused(
                    refusal.status(),
                    Objects.requireNonNullElse(refusal.kind(), "refused"),
                    refusal.text(),
                    refusal.faults());
        }

        public Refusal asRefusal() {
            return Refusal.of(status, text).at(faults).named(code);
        }
    }
}
