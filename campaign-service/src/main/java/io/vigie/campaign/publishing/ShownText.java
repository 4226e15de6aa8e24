package io.vigie.campaign.publishing;

import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Cuts what is too long to be told whole, so that two texts are told alike only when they are alike. Pure. */
final class ShownText {

    private ShownText() {}

    /** The text; when it is longer than {@link Change#LONGEST}, its beginning, its length and its SHA-256. */
    static String of(String text) {
        if (text.length() <= Change.LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(Change.LONGEST - 1)) ? Change.LONGEST - 1 : Change.LONGEST;
        return "%s… (%d characters, SHA-256 %s)".formatted(text.substring(0, end), text.length(), digest(text));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
