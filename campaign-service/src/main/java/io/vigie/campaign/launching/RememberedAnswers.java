package io.vigie.campaign.launching;

import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.contracts.wire.MessageJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The first answer to each named command, written in the command's own transaction. */
@Component
class RememberedAnswers {

    private final JdbcClient jdbc;

    RememberedAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param answer absent only within the transaction that is deciding it */
    record Remembered(String fingerprint, @Nullable LaunchAnswer answer) {}

    /**
     * Claims the name for this command, or gives what it was used for before. Waits for the same command under way elsewhere, until that one
     * is durable or undone.
     */
    Optional<Remembered> claim(CommandKey key, String fingerprint) {
        int claimed = jdbc.sql("INSERT INTO command_answer (source, command_id, fingerprint, answered_at)"
                        + " VALUES (?, ?, ?, now()) ON CONFLICT DO NOTHING")
                .param(key.source())
                .param(key.id())
                .param(fingerprint)
                .update();
        return claimed == 1 ? Optional.empty() : find(key);
    }

    Optional<Remembered> find(CommandKey key) {
        return jdbc.sql("SELECT fingerprint, answer FROM command_answer WHERE source = ? AND command_id = ?")
                .param(key.source())
                .param(key.id())
                .query((row, number) -> {
                    String answer = row.getString(2);
                    return new Remembered(
                            row.getString(1),
                            answer == null ? null : MessageJson.mapper().readValue(answer, LaunchAnswer.class));
                })
                .optional();
    }

    void answer(CommandKey key, LaunchAnswer answer) {
        jdbc.sql("UPDATE command_answer SET answer = ? WHERE source = ? AND command_id = ?")
                .param(MessageJson.mapper().writerFor(LaunchAnswer.class).writeValueAsString(answer))
                .param(key.source())
                .param(key.id())
                .update();
    }
}
