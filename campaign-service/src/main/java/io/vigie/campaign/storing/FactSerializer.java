package io.vigie.campaign.storing;

import io.vigie.campaign.Fact;
import io.vigie.contracts.wire.MessageJson;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * Writes facts under their explicit names ({@link FactNames}) in the JSON of the contracts. What is no fact (metadata) is written as Axon
 * writes it. A fact without a name is refused, so that no class name ever reaches the store. Thread-safe.
 */
final class FactSerializer extends Jackson3Serializer {

    private FactSerializer(Builder builder) {
        super(builder);
    }

    static FactSerializer create() {
        return new FactSerializer(Jackson3Serializer.builder());
    }

    @Override
    public SerializedType typeForClass(@SuppressWarnings("rawtypes") Class type) {
        if (Fact.class.isAssignableFrom(type)) {
            String name = FactNames.nameOf(type)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Expected a fact with a name, but \"" + type.getName() + "\" has none."));
            return new SimpleSerializedType(name, null);
        }
        return super.typeForClass(type);
    }

    @Override
    protected String resolveClassName(SerializedType type) {
        return FactNames.named(type.getName())
                .<String>map(Class::getName)
                .orElseGet(() -> super.resolveClassName(type));
    }

    @Override
    protected ObjectWriter getWriter() {
        return MessageJson.mapper().writer();
    }

    @Override
    protected ObjectReader getReader(Class<?> type) {
        return Fact.class.isAssignableFrom(type) ? MessageJson.mapper().readerFor(type) : super.getReader(type);
    }
}
