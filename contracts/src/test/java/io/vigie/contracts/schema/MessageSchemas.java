package io.vigie.contracts.schema;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.vigie.contracts.Id;
import io.vigie.contracts.MessageCatalog;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (2020-12) of each message, read off its record: nullness gives what is required. */
final class MessageSchemas {

    private static final SchemaGenerator GENERATOR = generator();

    private MessageSchemas() {}

    static ObjectNode of(MessageCatalog.Entry entry) {
        ObjectNode schema = GENERATOR.generateSchema(entry.type());
        schema.put("$id", entry.dataSchema());
        schema.put("title", entry.wireName());
        return schema;
    }

    private static SchemaGenerator generator() {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .without(Option.NONPUBLIC_NONSTATIC_FIELDS_WITHOUT_GETTERS);
        builder.with(Option.NONPUBLIC_NONSTATIC_FIELDS_WITHOUT_GETTERS);
        builder.forFields()
                .withRequiredCheck(field -> !isNullable(field.getRawMember()))
                .withNullableCheck(field -> isNullable(field.getRawMember()));
        builder.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            Class<?> raw = type.getErasedType();
            ObjectNode node = context.getGeneratorConfig().createObjectNode();
            if (Id.class.isAssignableFrom(raw)) {
                return inline(node.put("type", "string").put("minLength", 1).put("maxLength", Id.MAX_LENGTH));
            }
            if (raw == Instant.class) {
                return inline(node.put("type", "string").put("format", "date-time"));
            }
            if (raw.isEnum()) {
                var values = node.put("type", "string").putArray("enum");
                Arrays.stream(raw.getEnumConstants()).map(Object::toString).forEach(values::add);
                return inline(node);
            }
            return null;
        });
        return new SchemaGenerator(builder.build());
    }

    private static CustomDefinition inline(ObjectNode node) {
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    private static boolean isNullable(java.lang.reflect.Field field) {
        return field.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
