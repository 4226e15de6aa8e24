package io.vigie.campaign.launching;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import org.jspecify.annotations.Nullable;

/** The header by which a client names its command. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    private IdempotencyKey() {}

    /** The command's key, or nothing without the header; what is wrong with it is noted in {@code asked}. */
    static @Nullable CommandKey of(AskedFields asked, @Nullable String header, Asker asker) {
        if (header == null) {
            return null;
        }
        String id = header.strip();
        if (id.isEmpty() || id.length() > CommandKey.LONGEST) {
            asked.fault(
                    HEADER,
                    Text.of("un texte de 1 à %d caractères", "a text of 1 to %d characters")
                            .with(CommandKey.LONGEST),
                    Fault.shown(id));
        }
        return new CommandKey("/vigie/users/" + asker.id(), id);
    }
}
