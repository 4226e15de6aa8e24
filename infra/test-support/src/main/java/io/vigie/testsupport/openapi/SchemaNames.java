package io.vigie.testsupport.openapi;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What types are called in the contract: by their simple names, but records within a controller by what the controller is about as well, since every
 * controller has its {@code Shown}, {@code Created} and {@code Done}.
 */
final class SchemaNames extends TypeNameResolver {

    private static final String CONTROLLER = "Controller";

    private final Map<String, Class<?>> known = new HashMap<>();

    SchemaNames() {
        super();
    }

    /** The type of that name, or null when it has none of its own, as pages have. */
    @Nullable
    Class<?> typeOf(String name) {
        return known.get(name);
    }

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        String name = of(type);
        Class<?> other = known.putIfAbsent(name, type);
        if (other != null && other != type && !areAlike(other, type)) {
            throw new IllegalStateException(
                    "Expected the contract's name \"%s\" for one type, but %s and %s have it: rename one of the records."
                            .formatted(name, other.getName(), type.getName()));
        }
        return name;
    }

    @Override
    protected String nameForGenericType(JavaType type, Set<Options> options) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < type.containedTypeCount(); i++) {
            name.append(nameForType(type.containedType(i), options));
        }
        return name.insert(0, type.getRawClass().getSimpleName() + "Of").toString();
    }

    static String of(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String own = type.getSimpleName();
        // What belongs to a family of messages has a name that tells enough.
        if (outer == null || outer.isInterface()) {
            return own;
        }
        if (!outer.getSimpleName().endsWith(CONTROLLER)) {
            // What a summary is with what it sums up is the thing itself.
            return own.startsWith("With") ? outer.getSimpleName().replace("Summary", "") : of(outer) + own;
        }
        String about = singular(about(outer));
        if (own.equals("Shown")) {
            return about;
        }
        return own.equals("Done") || own.contains(about) ? own : about + own;
    }

    /** What a controller is about. */
    static String about(Class<?> controller) {
        return controller.getSimpleName().replace(CONTROLLER, "");
    }

    static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean areAlike(Class<?> one, Class<?> other) {
        return one.isRecord()
                && other.isRecord()
                && java.util.Arrays.stream(one.getRecordComponents())
                        .map(part -> part.getName() + part.getGenericType())
                        .toList()
                        .equals(java.util.Arrays.stream(other.getRecordComponents())
                                .map(part -> part.getName() + part.getGenericType())
                                .toList());
    }
}
