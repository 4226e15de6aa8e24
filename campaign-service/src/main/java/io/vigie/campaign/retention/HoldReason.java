package io.vigie.campaign.retention;

import io.vigie.campaign.asking.AskedFields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why something is held. Nobody may hold anything without saying why. */
public final class HoldReason {

    /** The longest reason, in UTF-16 units. */
    public static final int LONGEST = 500;

    /** What a body that asks for a hold says. */
    public record NewHold(String reason) {}

    private HoldReason() {}

    /** @throws io.vigie.service.refusal.Refusal 400 when there is none, or it is too long */
    public static String read(Map<String, ? extends @Nullable Object> body) {
        AskedFields asked = new AskedFields(body).require("reason");
        String reason = asked.text("reason", LONGEST);
        asked.check();
        return reason;
    }
}
