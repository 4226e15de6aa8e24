package io.vigie.contracts.wire;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds JSON to the nullness that the records declare: a field that is not {@code @Nullable} must be there. */
final class Completeness {

    private static final Map<Class<?>, List<Component>> COMPONENTS = new ConcurrentHashMap<>();

    private Completeness() {}

    /** The path of the first missing field, or nothing when the value is complete. */
    static @Nullable String firstMissing(Object value, String path) {
        return switch (value) {
            case Record record -> firstMissingOfRecord(record, path);
            case Collection<?> elements -> firstMissingOfElements(elements, path);
            default -> null;
        };
    }

    private static @Nullable String firstMissingOfRecord(Record record, String path) {
        for (Component component : COMPONENTS.computeIfAbsent(record.getClass(), Completeness::componentsOf)) {
            Object value = component.read(record);
            String place = path + "." + component.name();
            if (value == null) {
                if (!component.nullable()) {
                    return place;
                }
            } else {
                String missing = firstMissing(value, place);
                if (missing != null) {
                    return missing;
                }
            }
        }
        return null;
    }

    private static @Nullable String firstMissingOfElements(Collection<?> elements, String path) {
        int index = 0;
        for (Object element : elements) {
            String place = path + "[" + index++ + "]";
            String missing = element == null ? place : firstMissing(element, place);
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static List<Component> componentsOf(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .map(component ->
                        new Component(component, component.getAnnotatedType().isAnnotationPresent(Nullable.class)))
                .toList();
    }

    private record Component(RecordComponent component, boolean nullable) {

        String name() {
            return component.getName();
        }

        @Nullable
        Object read(Record of) {
            try {
                return component.getAccessor().invoke(of);
            } catch (ReflectiveOperationException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
    }
}
