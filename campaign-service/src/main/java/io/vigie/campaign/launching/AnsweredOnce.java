package io.vigie.campaign.launching;

import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.campaign.launching.RememberedAnswers.Remembered;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Acts on a named command once, and answers its repetitions with the first answer; a refusal is an answer too. In the command's transaction. */
@Component
class AnsweredOnce {

    private final RememberedAnswers answers;

    AnsweredOnce(RememberedAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param payload what was asked for: the same key with another payload is refused
     * @param decision throws {@link Refusal} before anything is written
     */
    LaunchAnswer answer(LaunchCommand command, Object payload, Supplier<LaunchAnswer> decision) {
        CommandKey key = command.key();
        if (key == null) {
            return decide(decision);
        }
        String fingerprint = fingerprint(command.getClass().getSimpleName(), payload);
        Optional<Remembered> before = answers.claim(key, fingerprint);
        if (before.isPresent()) {
            return repeated(key, fingerprint, before.get());
        }
        LaunchAnswer answer = decide(decision);
        answers.answer(key, answer);
        return answer;
    }

    private static LaunchAnswer repeated(CommandKey key, String fingerprint, Remembered before) {
        LaunchAnswer answer = before.answer();
        if (answer == null || !before.fingerprint().equals(fingerprint)) {
            return LaunchAnswer.Refused.of(Refusal.of(
                            422,
                            Text.of(
                                    "Cette clé d'idempotence a déjà servi pour une autre demande",
                                    "This idempotency key was used for another request already"))
                    .at(
                            "Idempotency-Key",
                            Text.of("une clé nouvelle, ou la même demande", "a new key, or the same request"),
                            Fault.shown(key.id()))
                    .named("command-id-reused"));
        }
        return answer;
    }

    private static LaunchAnswer decide(Supplier<LaunchAnswer> decision) {
        try {
            return decision.get();
        } catch (Refusal refusal) {
            return LaunchAnswer.Refused.of(refusal);
        }
    }

    private static String fingerprint(String command, Object payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(command.getBytes(StandardCharsets.UTF_8));
            digest.update(MessageJson.mapper().writeValueAsBytes(payload));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
