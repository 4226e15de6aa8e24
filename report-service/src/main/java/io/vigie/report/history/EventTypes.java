package io.vigie.report.history;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.run.RunEvent;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The types of run events by their wire names, {@code io.vigie.run.test-finished.v1}, and by what is short for all versions of one: {@code test-finished}. */
final class EventTypes {

    private static final SortedMap<String, List<String>> BY_SHORT_NAME = byShortName();

    private EventTypes() {}

    private static SortedMap<String, List<String>> byShortName() {
        SortedMap<String, List<String>> all = new TreeMap<>();
        for (MessageCatalog.Entry entry : MessageCatalog.entries()) {
            if (RunEvent.class.isAssignableFrom(entry.type())) {
                String[] parts = entry.wireName().split("\\.");
                all.computeIfAbsent(parts[parts.length - 2], name -> new ArrayList<>())
                        .add(entry.wireName());
            }
        }
        return all;
    }

    /** @throws Refusal 400 for a name of neither kind */
    static List<String> named(@Nullable List<String> names) {
        List<String> wanted = new ArrayList<>();
        if (names != null) {
            names.stream()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> wanted.addAll(named(name)));
        }
        return wanted;
    }

    private static List<String> named(String name) {
        List<String> versions = BY_SHORT_NAME.get(name);
        if (versions != null) {
            return versions;
        }
        if (BY_SHORT_NAME.values().stream().anyMatch(known -> known.contains(name))) {
            return List.of(name);
        }
        throw Refusal.badRequest(Text.of("Type d'événement inconnu : %s", "Unknown type of event: %s")
                        .with(Fault.shown(name)))
                .at(
                        "type",
                        Text.of("l'un de : %s", "one of: %s").with(String.join(", ", BY_SHORT_NAME.keySet())),
                        Fault.shown(name))
                .named("unknown-event-type");
    }
}
