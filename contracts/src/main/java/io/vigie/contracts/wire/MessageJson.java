package io.vigie.contracts.wire;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Id;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The one JSON form of messages: records field by field, ids as text, instants as ISO-8601 in UTC, enumerations as their
 * {@code toString}. Unknown fields are ignored, so that a reader outlives a writer that grew. Thread-safe.
 */
public final class MessageJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(ids())
            .build();

    private MessageJson() {}

    /** The mapper itself, for edges that show contract records in an answer of their own. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static SimpleModule ids() {
        SimpleModule module = new SimpleModule("vigie-ids");
        register(module, ProjectId.class, ProjectId::new);
        register(module, CampaignId.class, CampaignId::new);
        register(module, TestId.class, TestId::new);
        register(module, EnvironmentId.class, EnvironmentId::new);
        register(module, RunId.class, RunId::new);
        register(module, WorkerId.class, WorkerId::new);
        return module;
    }

    private static <I extends Id> void register(SimpleModule module, Class<I> type, Function<String, I> of) {
        module.addSerializer(type, new IdSerializer<>(type));
        module.addDeserializer(type, new IdDeserializer<>(type, of));
    }

    private static final class IdSerializer<I extends Id> extends StdSerializer<I> {

        IdSerializer(Class<I> type) {
            super(type);
        }

        @Override
        public void serialize(I id, JsonGenerator generator, SerializationContext context) {
            generator.writeString(id.value());
        }
    }

    private static final class IdDeserializer<I extends Id> extends StdDeserializer<I> {

        private final transient Function<String, I> of;

        IdDeserializer(Class<I> type, Function<String, I> of) {
            super(type);
            this.of = of;
        }

        @Override
        @SuppressWarnings("unchecked")
        public I deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return (I) context.handleUnexpectedToken(handledType(), parser);
            }
            try {
                return of.apply(parser.getString());
            } catch (IllegalArgumentException invalid) {
                return (I) context.handleWeirdStringValue(handledType(), parser.getString(), invalid.getMessage());
            }
        }
    }
}
