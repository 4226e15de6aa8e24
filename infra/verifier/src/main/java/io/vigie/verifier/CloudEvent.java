package io.vigie.verifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line: an event in the JSON form of CloudEvents 1.0. */
record CloudEvent(Map<String, @Nullable Object> members) {

    private static final String AUDIT = "io.vigie.audit.";

    static CloudEvent read(byte[] line) throws Json.Malformed {
        return new CloudEvent(Json.object(line));
    }

    /** Whether it is one by its looks: it says so, and has what every event must have. */
    boolean looksLikeOne() {
        return text("specversion") != null && text("id") != null && text("type") != null;
    }

    @Nullable
    String text(String attribute) {
        return members.get(attribute) instanceof String text ? text : null;
    }

    String type() {
        String type = text("type");
        return type == null ? "" : type;
    }

    /** Whether it belongs to the signer's ledger, not to a run. */
    boolean isOfTheLedger() {
        return type().startsWith(AUDIT);
    }

    boolean isOf(String kind) {
        return type().equals(AUDIT + kind);
    }

    /** Whether it belongs to the history of a run. */
    boolean isOfARun() {
        return type().startsWith("io.vigie.run.");
    }

    /** Whether a run's history ends with it. */
    boolean endsARun() {
        return type().matches("io\\.vigie\\.run\\.(finished|failed)\\.v\\d+");
    }

    /** What a run event's hash covers, besides the hash before: every member but the two hashes. */
    byte[] hashedForm() throws Json.Malformed {
        Map<String, @Nullable Object> hashed = new LinkedHashMap<>(members);
        hashed.remove("previoushash");
        hashed.remove("hash");
        return Json.canonical(hashed);
    }

    /** What a ledger record's signature covers: every member, the data without its signature. */
    byte[] signedForm() throws Json.Malformed {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(data());
        data.remove("signature");
        Map<String, @Nullable Object> signed = new LinkedHashMap<>(members);
        signed.put("data", data);
        return Json.canonical(signed);
    }

    Map<String, @Nullable Object> data() throws Json.Malformed {
        return objectOf(members, "data");
    }

    static Map<String, @Nullable Object> objectOf(Map<String, @Nullable Object> members, String name)
            throws Json.Malformed {
        return asObject(members.get(name), name);
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> asObject(@Nullable Object value, String name) throws Json.Malformed {
        if (value instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new Json.Malformed("its \"%s\" is no object".formatted(name));
    }

    static List<?> listOf(Map<String, @Nullable Object> members, String name) throws Json.Malformed {
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw new Json.Malformed("its \"%s\" is no list".formatted(name));
    }

    static String textOf(Map<String, @Nullable Object> members, String name) throws Json.Malformed {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new Json.Malformed("its \"%s\" is no text".formatted(name));
    }

    static long numberOf(Map<String, @Nullable Object> members, String name) throws Json.Malformed {
        if (members.get(name) instanceof Json.Digits digits) {
            try {
                return Long.parseLong(digits.text());
            } catch (NumberFormatException notWhole) {
                throw new Json.Malformed("its \"%s\" is no whole number".formatted(name));
            }
        }
        throw new Json.Malformed("its \"%s\" is no number".formatted(name));
    }
}
