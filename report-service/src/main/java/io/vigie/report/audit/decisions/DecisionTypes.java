package io.vigie.report.audit.decisions;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The types of decisions by their wire names, {@code io.vigie.test.changed.v1}, and by what is short for some: {@code test.changed}, {@code test}. */
final class DecisionTypes {

    private static final String PREFIX = "io.vigie.";

    private static final List<String> ALL = MessageCatalog.entries().stream()
            .filter(entry -> entry.topic().equals(Topics.CAMPAIGN_EVENTS))
            .map(MessageCatalog.Entry::wireName)
            .sorted()
            .toList();

    /** What a launch decided beside itself: found by its own name only. */
    private static final String PLAN =
            MessageCatalog.entryOf(CampaignEvent.PlanChunk.class).wireName();

    private DecisionTypes() {}

    /** All of these; all but the parts of plans when there is no wish. @throws Refusal 400 for a word that is no type */
    static Collection<String> named(List<String> wished) {
        TreeSet<String> types = new TreeSet<>();
        for (String word : wished) {
            List<String> found =
                    ALL.stream().filter(type -> isNamed(type, word)).toList();
            if (found.isEmpty()) {
                throw Refusal.badRequest(
                                Text.of("Type inconnu : %s", "Unknown type: %s").with(Fault.shown(word)))
                        .at(
                                "type",
                                Text.of("l'un de : %s", "one of: %s").with(String.join(", ", ALL)),
                                Fault.shown(word))
                        .named("unknown-type");
            }
            types.addAll(found);
        }
        if (types.isEmpty()) {
            types.addAll(ALL);
            types.remove(PLAN);
        }
        return types;
    }

    private static boolean isNamed(String type, String word) {
        return type.equals(word) || !type.equals(PLAN) && type.startsWith(PREFIX + word + ".");
    }
}
