package io.vigie.campaign.asking;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.regex.Pattern;

/** Tells an identifier of this service from anything else, before a database is asked. */
public final class AskedIds {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Text AN_ID = Text.of(
            "un identifiant tel que 019a2b3c-4d5e-7f60-8123-456789abcdef",
            "an identifier such as 019a2b3c-4d5e-7f60-8123-456789abcdef");

    private AskedIds() {}

    public static boolean isWellFormed(String id) {
        return UUID.matcher(id).matches();
    }

    /** The id itself. @throws Refusal 400 that names the place, when it is none */
    public static String wellFormed(String place, String id) {
        if (!isWellFormed(id)) {
            throw malformed(place, id);
        }
        return id;
    }

    public static Refusal malformed(String place, String id) {
        return Refusal.badRequest(Text.of("Identifiant invalide : %s", "Invalid identifier: %s")
                        .with(place))
                .at(place, AN_ID, Fault.shown(id))
                .named("malformed-id");
    }
}
