package io.vigie.testsupport.openapi;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.contract.Words;
import io.vigie.service.identity.AdminOnly;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.identity.OpenPaths;
import io.vigie.service.paging.Paging;
import io.vigie.testsupport.committed.CommittedContract;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of a service. Springdoc reads the controllers; here it is made exact: what is never absent is required, what may be null says so,
 * words are enumerations, bodies that are read field by field have their fields, errors have their one form, and names are stable. Types in the order of their
 * names, fields in the order in which they are written.
 */
public final class RestContract {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String PAGE_OF = "PageOf";
    private static final SchemaNames NAMES = new SchemaNames();

    static {
        ModelConverters.getInstance(true).addConverter(new ModelResolver(new ObjectMapper(), NAMES).openapi31(true));
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Paging.class, CurrentUser.class, HttpHeaders.class);
    }

    private final String service;
    private final ObjectNode document;
    private final ObjectNode schemas;
    private final List<Handler> handlers;
    private final List<OpenPaths.Call> open;
    private final Docstrings docstrings = new Docstrings();
    private final Map<String, Class<?>> requests = new TreeMap<>();
    private final Map<Class<?>, Class<?>> replaced = new LinkedHashMap<>();

    /** A controller's method that answers a call. */
    private record Handler(String path, String verb, HandlerMethod method) {}

    private RestContract(String service, String document, List<Handler> handlers, List<OpenPaths.Call> open) {
        this.service = service;
        this.document = (ObjectNode) JSON.readTree(document);
        this.schemas = (ObjectNode) Objects.requireNonNullElseGet(
                this.document.withObject("/components").get("schemas"),
                () -> this.document.withObject("/components").putObject("schemas"));
        this.handlers = handlers;
        this.open = open;
    }

    /** Leaves arguments of these types out of the contract, since no client sends them. To be called before the document is asked for. */
    public static void ignore(Class<?>... arguments) {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(arguments);
    }

    /**
     * @param service whose document it is, such as {@code report-service}
     * @param document what springdoc answers; asked for when it has been told what types are called
     * @param open the calls that need no token
     */
    public static RestContract of(
            String service, Supplier<String> document, RequestMappingHandlerMapping mappings, List<OpenPaths> open) {
        List<Handler> handlers = new ArrayList<>();
        mappings.getHandlerMethods()
                .forEach((info, method) -> info.getPatternValues()
                        .forEach(path -> info.getMethodsCondition().getMethods().stream()
                                .map(RequestMethod::name)
                                .forEach(verb ->
                                        handlers.add(new Handler(path, verb.toLowerCase(Locale.ROOT), method)))));
        return new RestContract(
                service,
                document.get(),
                handlers,
                open.stream().flatMap(some -> some.calls().stream()).toList());
    }

    /** What is written as it stands, without being built: lists of it are lists of that record in the contract. */
    public RestContract writing(Class<?> type, Class<?> form) {
        replaced.put(type, form);
        return this;
    }

    /** Compares with {@code openapi/<service>.json} of the contracts. */
    public void isUpToDate() {
        CommittedContract.named("openapi/" + service + ".json").isUpToDate(text());
    }

    /** The document, made exact. */
    String text() {
        ObjectNode paths = JSON.createObjectNode();
        new TreeMap<>(properties(document.path("paths"))).forEach((path, item) -> path(paths, path, (ObjectNode) item));
        define(problem());
        schemas.propertyStream()
                .map(Map.Entry::getKey)
                .toList()
                .forEach(name -> exact(name, Optional.ofNullable(NAMES.typeOf(name))));
        ObjectNode whole = JSON.createObjectNode().put("openapi", "3.1.0");
        whole.putObject("info")
                .put("title", "Vigie: " + service)
                .put("version", "1")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        whole.putArray("servers").addObject().put("url", "/");
        ArrayNode security = whole.putArray("security");
        security.addObject().putArray("bearer");
        security.addObject().putArray("cookie");
        whole.set("paths", paths);
        ObjectNode components = whole.putObject("components");
        components.set("schemas", sorted(reachable(paths)));
        ObjectNode refusal = components.putObject("responses").putObject("Refusal");
        refusal.put(
                "description",
                "Why it was not done, in the reader's language: 400 for what is asked wrongly, 401 without a valid token, 403 for what only administrators may, 404, 409 for what is refused as things stand, 413, 415, 429, 503 when a part of the system is away.");
        refusal.putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", SCHEMAS + "Problem");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        schemes.putObject("cookie").put("type", "apiKey").put("in", "cookie").put("name", "token");
        return JSON.writeValueAsString(whole).replace("\r\n", "\n") + "\n";
    }

    /** The body of every error, which the services know by themselves. */
    private static Class<?> problem() {
        try {
            return Class.forName("io.vigie.service.refusal.Problem");
        } catch (ClassNotFoundException moved) {
            throw new IllegalStateException(
                    "Expected the body of errors in service-support, but it is elsewhere.", moved);
        }
    }

    private void path(ObjectNode paths, String path, ObjectNode item) {
        // An address that is answered with and without its last stroke is told once, as it has always been written.
        if (!path.startsWith("/api/") || document.path("paths").has(path + "/")) {
            return;
        }
        ObjectNode operations = JSON.createObjectNode();
        for (String verb : List.of("get", "post", "put", "patch", "delete")) {
            List<Handler> answering = handlers.stream()
                    .filter(handler ->
                            handler.path().equals(path) && handler.verb().equals(verb))
                    .sorted(Comparator.comparing(
                            handler -> handler.method().getMethod().getReturnType() == void.class))
                    .toList();
            if (item.has(verb) && !answering.isEmpty()) {
                Answers answers = answering.getFirst().method().getMethodAnnotation(Answers.class);
                if (answers == null || !Arrays.equals(answers.statuses(), new int[] {405})) {
                    operations.set(verb, operation(path, verb, (ObjectNode) item.path(verb), answering));
                }
            }
        }
        if (!operations.isEmpty()) {
            paths.set(path, operations);
        }
    }

    private ObjectNode operation(String path, String verb, ObjectNode read, List<Handler> answering) {
        HandlerMethod handler = answering.getFirst().method();
        Class<?> controller = handler.getBeanType();
        Method method = handler.getMethod();
        Answers answers =
                Optional.ofNullable(handler.getMethodAnnotation(Answers.class)).orElse(null);
        ObjectNode operation = JSON.createObjectNode();
        String id = answers != null && !answers.called().isEmpty() ? answers.called() : id(controller, method);
        operation.put("operationId", id);
        operation.putArray("tags").add(SchemaNames.about(controller));
        Optional<String> told = docstrings.ofMethod(controller, method.getName());
        operation.put("summary", told.map(Docstrings::firstSentence).orElseGet(() -> words(id)));
        told.ifPresent(text -> operation.put("description", text));
        parameters(operation, read, method);
        body(operation, method);
        ObjectNode responses = operation.putObject("responses");
        answers(responses, read, answering);
        if (open.stream()
                .anyMatch(call ->
                        call.pattern().equals(path) && call.method().name().equalsIgnoreCase(verb))) {
            operation.putArray("security");
        } else {
            refused(responses, "401");
        }
        if (controller.isAnnotationPresent(AdminOnly.class) || method.isAnnotationPresent(AdminOnly.class)) {
            refused(responses, "403");
        }
        if (path.contains("{")) {
            refused(responses, "404");
        }
        refused(responses, "default");
        return operation;
    }

    private static void refused(ObjectNode responses, String status) {
        responses.putObject(status).put("$ref", "#/components/responses/Refusal");
    }

    /** {@code listReportTests} as "List report tests". */
    private static String words(String id) {
        String apart = id.replaceAll("(\\p{Lu})", " $1").toLowerCase(Locale.ROOT);
        return apart.substring(0, 1).toUpperCase(Locale.ROOT) + apart.substring(1);
    }

    private static String id(Class<?> controller, Method method) {
        String about = SchemaNames.about(controller);
        String name = method.getName();
        String subject = name.equals("list") ? SchemaNames.singular(about) + "s" : SchemaNames.singular(about);
        return name.toLowerCase(Locale.ROOT).contains(subject.toLowerCase(Locale.ROOT)) ? name : name + subject;
    }

    private void parameters(ObjectNode operation, ObjectNode told, Method method) {
        ArrayNode parameters = JSON.createArrayNode();
        for (JsonNode one : told.path("parameters")) {
            ObjectNode parameter = (ObjectNode) one.deepCopy();
            Arrays.stream(method.getParameters())
                    .filter(candidate -> names(candidate, parameter.path("name").asString("")))
                    .findFirst()
                    .ifPresent(source -> {
                        Words words = source.getAnnotation(Words.class);
                        if (words != null) {
                            parameter.set("schema", worded(words, parameter.path("schema")));
                        }
                    });
            parameters.add(parameter);
        }
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == Paging.class) {
                page(parameters.addObject(), "page", "From 1; beyond the last page is the last page.", 1, null);
                page(
                        parameters.addObject(),
                        "page_size",
                        "Items a page; what is out of range is clamped.",
                        Paging.DEFAULT_SIZE,
                        Paging.MAX_SIZE);
            }
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
    }

    private static void page(ObjectNode parameter, String name, String text, int usual, @Nullable Integer most) {
        parameter.put("name", name).put("in", "query").put("description", text).put("required", false);
        ObjectNode schema = parameter
                .putObject("schema")
                .put("type", "integer")
                .put("format", "int32")
                .put("minimum", 1);
        if (most != null) {
            schema.put("maximum", most);
        }
        schema.put("default", usual);
    }

    private static boolean names(Parameter parameter, String name) {
        RequestParam asked = parameter.getAnnotation(RequestParam.class);
        return parameter.getName().equals(name) || asked != null && asked.name().equals(name);
    }

    private void body(ObjectNode operation, Method method) {
        for (Parameter parameter : method.getParameters()) {
            BodyOf body = parameter.getAnnotation(BodyOf.class);
            if (body == null) {
                if (parameter.isAnnotationPresent(org.springframework.web.bind.annotation.RequestBody.class)) {
                    throw new IllegalStateException(
                            "Expected @BodyOf on the body of %s, but it is missing: nobody could tell what to send."
                                    .formatted(method));
                }
                continue;
            }
            var read = parameter.getAnnotation(org.springframework.web.bind.annotation.RequestBody.class);
            ObjectNode told = operation.putObject("requestBody").put("required", read == null || read.required());
            List<Class<?>> forms = List.of(body.value());
            forms.forEach(this::asked);
            told.putObject("content")
                    .putObject(body.media())
                    .set("schema", oneOf(forms.stream().map(SchemaNames::of).toList()));
        }
    }

    private void asked(Class<?> form) {
        requests.put(SchemaNames.of(form), form);
        define(form).forEach(name -> {
            Class<?> type = NAMES.typeOf(name);
            if (type != null) {
                requests.put(name, type);
            }
        });
    }

    private void answers(ObjectNode responses, ObjectNode told, List<Handler> answering) {
        Map<String, JsonNode> content = new LinkedHashMap<>();
        List<String> statuses = new ArrayList<>();
        for (Handler handler : answering) {
            Answers answers = handler.method().getMethodAnnotation(Answers.class);
            boolean streamed = handler.method().getMethod().getReturnType() == void.class
                    || answers != null && answers.media().length > 0;
            if (answers != null) {
                for (String media : answers.media()) {
                    content.put(media, JSON.createObjectNode().put("type", "string"));
                }
                Arrays.stream(answers.statuses()).mapToObj(Integer::toString).forEach(statuses::add);
                if (answers.eitherOf().length > 0) {
                    content.put(
                            "application/json",
                            oneOf(Arrays.stream(answers.eitherOf())
                                    .map(type -> PAGE_OF + SchemaNames.of(type))
                                    .toList()));
                    Arrays.stream(answers.eitherOf()).forEach(this::pageOf);
                }
            }
            if (streamed && content.isEmpty()) {
                throw new IllegalStateException(
                        "Expected @Answers(media = …) on %s, which writes its answer itself, but it is missing."
                                .formatted(handler.method()));
            }
            if (!streamed && !content.containsKey("application/json")) {
                JsonNode schema = schemaOf(given(handler.method().getMethod().getGenericReturnType()));
                content.put("application/json", schema);
            }
        }
        if (statuses.isEmpty()) {
            told.path("responses")
                    .propertyStream()
                    .map(Map.Entry::getKey)
                    .filter(status -> status.startsWith("2"))
                    .forEach(statuses::add);
        }
        for (String status : statuses) {
            ObjectNode response =
                    responses.putObject(status).put("description", status.equals("202") ? "It will be done." : "Done.");
            ObjectNode bodies = response.putObject("content");
            content.forEach((media, schema) -> bodies.putObject(media).set("schema", schema.deepCopy()));
        }
    }

    /** What is written of what a method returns. */
    private static Type given(Type returned) {
        return returned instanceof ParameterizedType generic && generic.getRawType() == ResponseEntity.class
                ? generic.getActualTypeArguments()[0]
                : returned;
    }

    private JsonNode schemaOf(Type type) {
        ResolvedSchema resolved =
                ModelConverters.getInstance(true).resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
        resolved.referencedSchemas.forEach(this::bring);
        return read(resolved.schema);
    }

    private void pageOf(Class<?> item) {
        define(item);
        define(io.vigie.service.paging.Page.Pagination.class);
        ObjectNode page = schemas.putObject(PAGE_OF + SchemaNames.of(item)).put("type", "object");
        ObjectNode properties = page.putObject("properties");
        properties
                .putObject("data")
                .put("type", "array")
                .putObject("items")
                .put("$ref", SCHEMAS + SchemaNames.of(item));
        properties
                .putObject("pagination")
                .put("$ref", SCHEMAS + SchemaNames.of(io.vigie.service.paging.Page.Pagination.class));
        page.putArray("required").add("data").add("pagination");
    }

    private static JsonNode oneOf(List<String> names) {
        ObjectNode schema = JSON.createObjectNode();
        if (names.size() == 1) {
            return schema.put("$ref", SCHEMAS + names.getFirst());
        }
        ArrayNode forms = schema.putArray("oneOf");
        names.forEach(name -> forms.addObject().put("$ref", SCHEMAS + name));
        return schema;
    }

    /** Brings in the type and what it is made of. @return their names */
    private Set<String> define(Class<?> type) {
        Map<String, Schema> found = ModelConverters.getInstance(true).readAll(type);
        found.forEach(this::bring);
        return found.keySet();
    }

    private void bring(String name, Schema<?> schema) {
        if (!schemas.has(name)) {
            schemas.set(name, read(schema));
        }
    }

    private static JsonNode read(Schema<?> schema) {
        try {
            return JSON.readTree(Json31.mapper().writeValueAsString(schema));
        } catch (com.fasterxml.jackson.core.JsonProcessingException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void exact(String name, Optional<Class<?>> known) {
        ObjectNode schema = (ObjectNode) schemas.path(name);
        if (known.isEmpty()) {
            if (schema.path("properties").has("pagination") && !schema.has("required")) {
                schema.putArray("required").add("data").add("pagination");
            }
            return;
        }
        Class<?> type = known.get();
        if (!type.isRecord()) {
            return;
        }
        List<String> required = new ArrayList<>();
        exact(schema, type, requests.containsKey(name), required);
        schema.remove("required");
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        docstrings.ofType(type).ifPresent(text -> schema.put("description", text));
    }

    private void exact(ObjectNode schema, Class<?> type, boolean asked, List<String> required) {
        boolean neverNull = omitsNull(type);
        for (RecordComponent component : type.getRecordComponents()) {
            if (has(component, JsonIgnore.class)) {
                continue;
            }
            if (has(component, JsonUnwrapped.class)) {
                exact(schema, component.getType(), asked, required);
                continue;
            }
            JsonProperty named = annotation(component, JsonProperty.class);
            String name = named == null || named.value().isEmpty() ? component.getName() : named.value();
            ObjectNode properties = (ObjectNode) schema.path("properties");
            if (!properties.has(name)) {
                throw new IllegalStateException("Expected \"%s\" among the properties of %s, but found %s."
                        .formatted(name, type, properties.propertyNames()));
            }
            JsonNode property = properties.path(name);
            Words words = component.getAnnotation(Words.class);
            if (words != null) {
                property = worded(words, property);
            }
            if (component.getType() == MultipartFile.class) {
                property = JSON.createObjectNode().put("type", "string").put("format", "binary");
            }
            if (component.getType() == Object.class) {
                property = JSON.createObjectNode();
            }
            if (component.getGenericType() instanceof ParameterizedType generic
                    && replaced.get(generic.getActualTypeArguments()[0]) instanceof Class<?> form) {
                define(form);
                exact(SchemaNames.of(form), Optional.of(form));
                property = JSON.createObjectNode().put("type", "array");
                ((ObjectNode) property).putObject("items").put("$ref", SCHEMAS + SchemaNames.of(form));
            }
            JsonInclude inclusion = annotation(component, JsonInclude.class);
            boolean omitted = neverNull || inclusion != null && inclusion.value() != JsonInclude.Include.ALWAYS;
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (nullable && (asked || !omitted)) {
                property = orNull(property);
            }
            if (asked
                    ? !nullable || named != null && named.required()
                    : !(omitted
                            && (nullable || inclusion != null && inclusion.value() == JsonInclude.Include.NON_EMPTY))) {
                required.add(name);
            }
            JsonNode described = property;
            docstrings
                    .ofComponent(type, component.getName())
                    .ifPresent(text -> ((ObjectNode) described).put("description", text));
            properties.set(name, property);
        }
    }

    private static boolean omitsNull(Class<?> type) {
        JsonInclude inclusion = type.getAnnotation(JsonInclude.class);
        return inclusion != null && inclusion.value() == JsonInclude.Include.NON_NULL;
    }

    private static boolean has(RecordComponent component, Class<? extends Annotation> annotation) {
        return annotation(component, annotation) != null;
    }

    /** Wherever the compiler has put it. */
    private static <A extends Annotation> @Nullable A annotation(RecordComponent component, Class<A> annotation) {
        try {
            AnnotatedElement field = component.getDeclaringRecord().getDeclaredField(component.getName());
            return Stream.of(component, component.getAccessor(), field)
                    .map(place -> place.getAnnotation(annotation))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JsonNode orNull(JsonNode schema) {
        ObjectNode either = JSON.createObjectNode();
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.path("type").isString() && !schema.has("enum")) {
            either.setAll((ObjectNode) schema);
            either.putArray("type").add(schema.path("type").asString()).add("null");
            return either;
        }
        ArrayNode forms = either.putArray("anyOf");
        forms.add(schema);
        forms.addObject().put("type", "null");
        return either;
    }

    /** Vocabularies of the product are types of their own; other words stand where they are. */
    private JsonNode worded(Words words, JsonNode text) {
        ObjectNode vocabulary = JSON.createObjectNode();
        if (words.of().length == 1 && words.value().length == 0) {
            Class<? extends Enum<?>> type = words.of()[0];
            String name = SchemaNames.of(type);
            if (!schemas.has(name)) {
                ObjectNode schema = schemas.putObject(name).put("type", "string");
                ArrayNode known = schema.putArray("enum");
                Arrays.stream(type.getEnumConstants()).map(Object::toString).forEach(known::add);
                docstrings.ofType(type).ifPresent(told -> schema.put("description", told));
            }
            vocabulary.put("$ref", SCHEMAS + name);
        } else {
            ArrayNode known = vocabulary.put("type", "string").putArray("enum");
            Arrays.stream(words.value()).forEach(known::add);
        }
        if (!text.path("type").asString("").equals("array")) {
            if (text.has("default")) {
                vocabulary.set("default", text.path("default"));
            }
            return vocabulary;
        }
        ObjectNode list = (ObjectNode) text.deepCopy();
        list.set("items", vocabulary);
        return list;
    }

    /** Nothing that no operation speaks of. */
    private ObjectNode reachable(ObjectNode paths) {
        Set<String> names = new HashSet<>();
        reach(paths, names);
        reach(JSON.createObjectNode().put("$ref", SCHEMAS + "Problem"), names);
        ObjectNode kept = JSON.createObjectNode();
        names.forEach(name -> kept.set(name, schemas.path(name)));
        return kept;
    }

    private void reach(JsonNode node, Set<String> names) {
        String reference = node.path("$ref").asString("");
        if (reference.startsWith(SCHEMAS)) {
            String name = reference.substring(SCHEMAS.length());
            if (names.add(name)) {
                if (!schemas.has(name)) {
                    throw new IllegalStateException(
                            "Expected the type \"%s\" in the contract, but it is missing.".formatted(name));
                }
                reach(schemas.path(name), names);
            }
        }
        node.forEach(child -> reach(child, names));
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = JSON.createObjectNode();
        new TreeMap<>(properties(object)).forEach(sorted::set);
        return sorted;
    }

    private static Map<String, JsonNode> properties(JsonNode object) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        object.propertyStream().forEach(property -> properties.put(property.getKey(), property.getValue()));
        return properties;
    }
}
