package io.vigie.contracts.schema;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import io.vigie.contracts.Topics.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The AsyncAPI 3.0 document of all topics: channels, their messages, the schemas by reference. */
final class AsyncApi {

    private AsyncApi() {}

    static String document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put(
                "info",
                map(
                        "title",
                        "Vigie",
                        "version",
                        "1.0.0",
                        "description",
                        "Every topic of Vigie and the messages on it: CloudEvents 1.0 in Kafka's binary mode. Generated."));
        document.put("defaultContentType", "application/json");
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> messages = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            channels.put(topic.name(), channel(topic));
        }
        for (MessageCatalog.Entry entry : MessageCatalog.entries()) {
            messages.put(entry.wireName(), message(entry));
        }
        document.put("channels", channels);
        document.put("components", map("messages", messages));
        return YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                .build()
                .writeValueAsString(document);
    }

    private static Map<String, Object> channel(Topic topic) {
        Map<String, Object> messages = new LinkedHashMap<>();
        messagesOn(topic)
                .forEach(entry ->
                        messages.put(entry.wireName(), map("$ref", "#/components/messages/" + entry.wireName())));
        String kept = switch (topic.policy()) {
            case KEEP -> "kept for ever";
            case COMPACT -> "the newest record of each key is kept";
            case DELETE -> "kept for " + topic.retention().toDays() + " days";
        };
        return map(
                "address",
                topic.name(),
                "description",
                "Keyed by " + topic.key() + "; " + kept + ".",
                "messages",
                messages);
    }

    private static List<MessageCatalog.Entry> messagesOn(Topic topic) {
        return MessageCatalog.entries().stream()
                .filter(entry -> entry.topic().equals(topic))
                .toList();
    }

    private static Map<String, Object> message(MessageCatalog.Entry entry) {
        return map(
                "name",
                entry.wireName(),
                "contentType",
                "application/json",
                "payload",
                map("$ref", "schemas/" + entry.wireName() + ".json"));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
