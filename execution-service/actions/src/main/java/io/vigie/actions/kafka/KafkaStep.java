package io.vigie.actions.kafka;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Captures;
import io.vigie.actions.check.Json;
import io.vigie.actions.reach.Target;
import io.vigie.actions.reach.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a step asks for, checked before anything is connected to.
 *
 * @param servers where the cluster is asked for its brokers
 * @param trust empty without TLS
 * @param login empty when the cluster asks nobody's name
 * @param partition to send to; {@code null} for the one that the key leads to
 * @param match which message is awaited
 * @param mostMessages how many are looked at
 */
record KafkaStep(
        Operation operation,
        List<Server> servers,
        Optional<Trust> trust,
        Optional<Login> login,
        String topic,
        @Nullable Integer partition,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, String> headers,
        boolean fromBeginning,
        Duration lookBack,
        Assertions match,
        int mostMessages,
        Duration timeout,
        Assertions assertions,
        Captures captures) {

    /** The most bytes of a record that is sent: key, value and headers. */
    static final int MOST_RECORD_BYTES = 10 * 1024 * 1024;

    static final Set<String> OUTPUT_NAMES = Set.of(
            "kafka_partition",
            "kafka_offset",
            "kafka_timestamp",
            "kafka_key",
            "kafka_value",
            "kafka_headers",
            "kafka_messages_read",
            "kafka_time");

    private static final int MOST_SERVERS = 10;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]+):(\\d{1,5})");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    enum Operation {
        PRODUCE,
        AWAIT
    }

    private enum From {
        NOW,
        BEGINNING
    }

    private enum Sasl {
        NONE("", ""),
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

        private final String mechanism;
        private final String module;

        Sasl(String mechanism, String module) {
            this.mechanism = mechanism;
            this.module = module;
        }
    }

    /** A host, without brackets, and a port. */
    record Server(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Who asks. @param jaas the same as the client wants it, the password in it */
    record Login(String mechanism, String jaas) {
        @Override
        public String toString() {
            return "Login[hidden]";
        }
    }

    static KafkaStep read(ActionContext context, Parameters parameters) {
        Operation operation = parameters.choice("operation", Operation.class);
        String topic = parameters.text("topic").strip();
        if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw parameters.refuse("topic", "the name of a topic: letters, digits, \".\", \"_\" and \"-\"");
        }
        boolean isEncrypted = parameters.flag("tls");
        Optional<Login> login = login(context, parameters, isEncrypted);
        byte[] key = bytes(parameters.value("key"));
        byte[] value = bytes(parameters.value("value"));
        Map<String, String> headers = parameters.texts("headers");
        if (operation == Operation.PRODUCE) {
            if (value == null && key == null) {
                throw parameters.refuse("value", "given, or a \"key\" whose record is to be deleted");
            }
            limit(context, key, value, headers);
        }
        return new KafkaStep(
                operation,
                servers(parameters),
                isEncrypted ? Optional.of(Trust.read(parameters, context)) : Optional.empty(),
                login,
                topic,
                parameters.has("partition")
                        ? (Integer) parameters.number("partition").intValue()
                        : null,
                key,
                value,
                headers,
                parameters.choice("from", From.class) == From.BEGINNING,
                Duration.ofMillis(
                        parameters.number("look_back").movePointRight(3).longValue()),
                Assertions.read(parameters, "match"),
                parameters.number("most_messages").intValue(),
                parameters.seconds("timeout"),
                Assertions.read(parameters),
                Captures.read(parameters, OUTPUT_NAMES));
    }

    private static List<Server> servers(Parameters parameters) {
        List<Server> servers = new ArrayList<>();
        for (String text : parameters.text("servers").split(",", -1)) {
            Matcher matcher = SERVER.matcher(text.strip());
            if (!matcher.matches()) {
                throw parameters.refuse("servers", "\"host:port\", several separated by commas");
            }
            int port = Integer.parseInt(matcher.group(2));
            if (port < 1 || port > HIGHEST_PORT) {
                throw parameters.refuse("servers", "\"host:port\" with a port from 1 to " + HIGHEST_PORT);
            }
            servers.add(new Server(Target.plain(matcher.group(1)), port));
        }
        if (servers.size() > MOST_SERVERS) {
            throw parameters.refuse("servers", "at most " + MOST_SERVERS + " servers");
        }
        return List.copyOf(servers);
    }

    private static Optional<Login> login(ActionContext context, Parameters parameters, boolean isEncrypted) {
        Sasl sasl = parameters.choice("sasl", Sasl.class);
        if (sasl == Sasl.NONE) {
            return Optional.empty();
        }
        if (sasl == Sasl.PLAIN && !isEncrypted) {
            context.log(LogLevel.WARN, "The password is sent in the clear, since the step uses no TLS.");
        }
        return Optional.of(new Login(
                sasl.mechanism,
                sasl.module + " required username=" + quoted(parameters, "username") + " password="
                        + quoted(parameters, "password") + ";"));
    }

    /** Nothing in it ends the quotes, so that it cannot name another module. */
    private static String quoted(Parameters parameters, String name) {
        String text = parameters.text(name);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw parameters.refuse(name, "one line");
        }
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            default -> Json.write(value).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static void limit(
            ActionContext context, byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        long size = (key == null ? 0 : key.length) + (value == null ? 0L : value.length);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += header.getKey().getBytes(StandardCharsets.UTF_8).length
                    + header.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        long most = Math.min(MOST_RECORD_BYTES, context.limits().uploadBytes());
        if (size > most) {
            throw new ActionBrokenException("Expected a record of at most " + most
                    + " bytes, the limit of a record that is sent, but it has " + size + ".");
        }
    }

    /** How the brokers are spoken to, as the client calls it. */
    String protocol() {
        return (login.isPresent() ? "SASL_" : "") + (trust.isPresent() ? "SSL" : "PLAINTEXT");
    }

    String verb() {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /** Where it happens, for the log and for reasons. */
    String where() {
        return "topic \"" + topic + "\" of \"" + servers.getFirst() + "\"";
    }
}
