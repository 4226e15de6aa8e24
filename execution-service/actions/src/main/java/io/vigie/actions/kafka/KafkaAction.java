package io.vigie.actions.kafka;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Captures;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Download;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends one record to a topic of the tested system's Kafka, or waits for a message there. Keys, values and headers are texts in UTF-8,
 * values perhaps JSON. The action joins no group, commits nothing and creates no topic on its own account. One client a step, closed at
 * its end. Every broker that it connects to is judged by the target policy, those that the cluster names as well.
 *
 * <p>Verdict: failed when no message is as the step wants it before the time runs out, when an expectation is not met or a capture finds
 * nothing; broken when the cluster cannot be reached or refuses, or when a limit is met.
 */
public final class KafkaAction implements Action {

    private static final int MOST_SECONDS = 3_600;
    private static final int LONGEST_LOOK_BACK_SECONDS = 86_400;
    private static final int MOST_MESSAGES = 100_000;
    /** Both operations end by themselves in time, and say then what they have seen; this is for a client that does not. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "kafka",
            List.of("KafkaAction"),
            Localized.of("Kafka", "Kafka"),
            Localized.of(
                    "Envoie un message dans un sujet Kafka, ou en attend un qui convient. Sans groupe de consommateurs : rien ne "
                            + "change pour les autres lecteurs.",
                    "Sends a message to a Kafka topic, or waits for one that fits. Without a consumer group: nothing changes for "
                            + "other readers."),
            List.of(
                    requiredChoice("operation", Localized.of("Opération", "Operation"), List.of("produce", "await")),
                    required("servers", ValueKind.STRING, Localized.of("Serveurs", "Servers"))
                            .withHelp(
                                    "« kafka.example.com:9092 », plusieurs séparés par des virgules.",
                                    "\"kafka.example.com:9092\", several separated by commas."),
                    required("topic", ValueKind.STRING, Localized.of("Sujet", "Topic")),
                    optional("key", ValueKind.ANY, Localized.of("Clé", "Key"))
                            .withHelp("Pour « produce ».", "For \"produce\"."),
                    optional("value", ValueKind.ANY, Localized.of("Valeur", "Value"))
                            .withHelp(
                                    "Pour « produce ». Un objet ou une liste est envoyé en JSON, un texte tel quel ; sans valeur, "
                                            + "le message efface sa clé.",
                                    "For \"produce\". An object or a list is sent as JSON, a text as it is; without a value the "
                                            + "message deletes its key."),
                    optional("headers", ValueKind.OBJECT, Localized.of("En-têtes", "Headers"))
                            .withHelp("Pour « produce ».", "For \"produce\"."),
                    optional("partition", ValueKind.NUMBER, Localized.of("Partition", "Partition"))
                            .between(0, Integer.MAX_VALUE)
                            .withHelp(
                                    "Sans elle : celle de la clé pour « produce », toutes pour « await ».",
                                    "Without it: that of the key for \"produce\", all of them for \"await\"."),
                    Assertions.parameter(
                            "match",
                            Localized.of("Message attendu", "Awaited message"),
                            "key",
                            "value",
                            "headers",
                            "partition",
                            "offset",
                            "timestamp"),
                    optionalChoice("from", Localized.of("À partir de", "From"), List.of("now", "beginning"))
                            .withDefault("now"),
                    optional(
                                    "look_back",
                                    ValueKind.NUMBER,
                                    Localized.of("Revenir en arrière (secondes)", "Look back (seconds)"))
                            .withDefault(0)
                            .between(0, LONGEST_LOOK_BACK_SECONDS)
                            .withHelp(
                                    "Avec « now » : regarde aussi les messages de ces dernières secondes, ceux qu'une action "
                                            + "précédente a fait naître.",
                                    "With \"now\": looks at the messages of these last seconds too, those that an earlier action "
                                            + "caused."),
                    optional("most_messages", ValueKind.NUMBER, Localized.of("Messages lus au plus", "Most messages"))
                            .withDefault(MOST_MESSAGES)
                            .between(1, MOST_MESSAGES),
                    optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                            .withDefault(30)
                            .between(0, MOST_SECONDS),
                    optional(
                                    "tls",
                                    ValueKind.CHECKBOX,
                                    Localized.of("Connexion chiffrée (TLS)", "Encrypted connection (TLS)"))
                            .withDefault(false),
                    Trust.trustedCertificate(),
                    Trust.acceptAnyCertificate(),
                    optionalChoice(
                                    "sasl",
                                    Localized.of("Authentification", "Authentication"),
                                    List.of("none", "plain", "scram_sha_256", "scram_sha_512"))
                            .withDefault("none"),
                    optional("username", ValueKind.STRING, Localized.of("Utilisateur", "User")),
                    optional("password", ValueKind.STRING, Localized.of("Mot de passe", "Password"))
                            .asSecret(),
                    Assertions.parameter("key", "value", "headers", "partition", "offset", "timestamp", "time"),
                    Captures.parameter()),
            List.of(
                    new OutputDescription(
                            "kafka_partition", Localized.of("La partition.", "The partition."), ValueKind.NUMBER),
                    new OutputDescription(
                            "kafka_offset",
                            Localized.of("Le rang dans la partition.", "The offset in the partition."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "kafka_timestamp",
                            Localized.of("Millisecondes depuis 1970.", "Milliseconds since 1970."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "kafka_key",
                            Localized.of("La clé du message attendu.", "The key of the awaited message."),
                            ValueKind.STRING),
                    new OutputDescription(
                            "kafka_value",
                            Localized.of(
                                    "Sa valeur en texte, 65 536 caractères au plus.",
                                    "Its value as text, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "kafka_headers", Localized.of("Ses en-têtes.", "Its headers."), ValueKind.OBJECT),
                    new OutputDescription(
                            "kafka_messages_read",
                            Localized.of("Combien de messages ont été lus.", "How many messages were read."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "kafka_time",
                            Localized.of("Millisecondes, connexion comprise.", "Milliseconds, connecting included."),
                            ValueKind.NUMBER)),
            Captures.PARAMETER,
            List.of(
                    new ActionExample(
                            Localized.of("Annoncer une commande", "Announce an order"),
                            ordered(
                                    "operation", "produce",
                                    "servers", "{{kafka_servers}}",
                                    "topic", "orders",
                                    "key", "42",
                                    "value", ordered("order", 42, "state", "paid"),
                                    "headers", ordered("source", "vigie"))),
                    new ActionExample(
                            Localized.of("La commande est annoncée", "The order is announced"),
                            ordered(
                                    "operation",
                                    "await",
                                    "servers",
                                    "{{kafka_servers}}",
                                    "topic",
                                    "orders",
                                    "look_back",
                                    60,
                                    "match",
                                    List.of(
                                            ordered("source", "key", "expected", "42"),
                                            ordered("source", "value", "path", "$.state", "expected", "paid")),
                                    "extract",
                                    ordered("order_number", "$.order")))));

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        KafkaStep step = KafkaStep.read(context, parameters);
        context.log("→ kafka " + step.verb() + " · " + step.where());
        long start = System.nanoTime();
        Exchange exchange = new Exchange(context, step);
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        return switch (step.operation()) {
            case PRODUCE -> {
                RecordMetadata sent = Errand.run(
                        "send a record to " + step.where(),
                        step.timeout().plus(CLOSING),
                        failure -> KafkaFacts.of(failure, step, exchange.hasHeard()),
                        exchange::produce);
                yield produced(context, step, sent, millisSince(start), outputs);
            }
            case AWAIT -> {
                Exchange.Awaited awaited = Errand.run(
                        "await a message on " + step.where(),
                        step.timeout().plus(CLOSING),
                        failure -> KafkaFacts.of(failure, step, exchange.hasHeard()),
                        exchange::await);
                yield awaited(context, step, awaited, millisSince(start), outputs);
            }
        };
    }

    private static ActionResult produced(
            ActionContext context,
            KafkaStep step,
            RecordMetadata sent,
            long millis,
            Map<String, @Nullable Object> outputs)
            throws InterruptedException {
        context.log("← partition " + sent.partition() + ", offset " + sent.offset() + " · " + millis + " ms");
        outputs.put("kafka_partition", sent.partition());
        outputs.put("kafka_offset", sent.offset());
        outputs.put("kafka_timestamp", sent.timestamp());
        outputs.put("kafka_time", millis);
        return Assertions.verdict(
                step.assertions()
                        .judge(
                                Map.of(
                                        "partition", Found.of(sent.partition()),
                                        "offset", Found.of(sent.offset()),
                                        "timestamp", Found.of(sent.timestamp()),
                                        "time", Found.of(millis)),
                                context),
                outputs);
    }

    private static ActionResult awaited(
            ActionContext context,
            KafkaStep step,
            Exchange.Awaited awaited,
            long millis,
            Map<String, @Nullable Object> outputs)
            throws InterruptedException {
        outputs.put("kafka_messages_read", awaited.read());
        outputs.put("kafka_time", millis);
        if (awaited.message().isEmpty()) {
            String words = step.match().words();
            String complaint = "Expected a message on " + step.where() + (words.isEmpty() ? "" : " with " + words)
                    + " within " + step.timeout().toMillis() + " ms, but "
                    + (awaited.read() == 0 ? "none came" : "none of the " + awaited.read() + " that came is like that")
                    + ".";
            context.log(LogLevel.ERROR, "✘ " + complaint);
            return ActionResult.failed(complaint, outputs);
        }
        Message message = awaited.message().get();
        context.log("← partition " + message.partition() + ", offset " + message.offset() + " · key "
                + Shown.value(message.key()) + " · " + millis + " ms");
        outputs.put("kafka_partition", message.partition());
        outputs.put("kafka_offset", message.offset());
        outputs.put("kafka_timestamp", message.timestamp());
        outputs.put("kafka_key", message.key() == null ? null : Download.cut(message.key()));
        outputs.put("kafka_value", message.value() == null ? null : cut(context, message.value()));
        if (Json.write(message.headers()).length() <= ActionResult.MAXIMUM_OUTPUT_CHARACTERS) {
            outputs.put("kafka_headers", message.headers());
        } else {
            context.log(LogLevel.WARN, "The output kafka_headers is left out, since the headers are too long for it.");
        }
        Map<String, Found> found = new LinkedHashMap<>(message.found());
        found.put("time", Found.of(millis));
        List<String> complaints = new ArrayList<>(step.assertions().judge(found, context));
        Object json = message.value() == null
                ? null
                : Json.read(message.value()).orElse(Found.NOTHING).value();
        complaints.addAll(step.captures().capture(json, context, outputs));
        return Assertions.verdict(complaints, outputs);
    }

    private static String cut(ActionContext context, String value) {
        String cut = Download.cut(value);
        if (cut.length() < value.length()) {
            context.log(
                    LogLevel.WARN,
                    "The output kafka_value is cut after " + cut.length()
                            + " characters; assertions and extract see the whole value.");
        }
        return cut;
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
