package io.vigie.launcher.demonstration;

import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.api.PublicApi.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two campaigns that test Vigie's own public API. They are posted as a person would post them; what is there already, by its name, is left
 * alone, so that a loading cut short goes on where it was.
 */
final class Demonstration {

    /** The catalogue of actions reaches the service that checks tests a moment after both are healthy. */
    private static final Duration PATIENCE_FOR_ACTIONS = Duration.ofSeconds(30);

    private static final List<String> CAMPAIGNS = List.of("campaign-all-green.json", "campaign-with-a-failure.json");
    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final PublicApi api;

    /** @param api logged in as an administrator */
    Demonstration(PublicApi api) {
        this.api = api;
    }

    void load(String address, String email, String password) throws IOException, InterruptedException {
        loadVariables(Map.of(
                "address", address,
                "port", Integer.toString(URI.create(address).getPort()),
                "email", email,
                "password", password));
        for (String file : CAMPAIGNS) {
            loadCampaign(read(file));
        }
    }

    private void loadVariables(Map<String, String> values) throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        for (JsonNode variable : api.get("/api/variables?page_size=100").path("data")) {
            known.add(variable.path("key").asString() + "@"
                    + variable.path("filiere").asString(""));
        }
        for (JsonNode variable : read("variables.json")) {
            String key = variable.path("key").asString();
            if (!known.contains(key + "@")) {
                api.post("/api/variables", shared(variable).put("isRoot", true));
            }
            for (Map.Entry<String, JsonNode> value : variable.path("values").properties()) {
                if (!known.contains(key + "@" + value.getKey())) {
                    api.post(
                            "/api/variables",
                            shared(variable)
                                    .put("isRoot", false)
                                    .put("filiere", value.getKey())
                                    .put("value", filled(value.getValue().asString(), values)));
                }
            }
        }
    }

    private static ObjectNode shared(JsonNode variable) {
        return JSON.createObjectNode()
                .put("key", variable.path("key").asString())
                .put("description", variable.path("description").asString())
                .put("isObfuscated", variable.path("secret").asBoolean());
    }

    /** Fills the places of a template in one pass: a value that looks like a place stays as it is. */
    static String filled(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    }

    private void loadCampaign(JsonNode campaign) throws IOException, InterruptedException {
        String name = campaign.path("name").asString();
        Optional<String> found = find(name);
        String id = found.isPresent()
                ? found.get()
                : api.post(
                                "/api/campains",
                                JSON.createObjectNode()
                                        .put("name", name)
                                        .put(
                                                "description",
                                                campaign.path("description").asString()))
                        .path("campain_id")
                        .asString();
        Set<String> known = new HashSet<>();
        String inCampaign = "/api/tests?page_size=100&campain_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        api.get(inCampaign)
                .path("data")
                .forEach(test -> known.add(test.path("name").asString()));
        int order = 0;
        for (JsonNode test : campaign.path("tests")) {
            order++;
            if (!known.contains(test.path("name").asString())) {
                ObjectNode body = (ObjectNode) test.deepCopy();
                body.put("campain_id", id).put("order", order);
                createOnceActionsAreKnown(body);
            }
        }
    }

    private Optional<String> find(String name) throws IOException, InterruptedException {
        for (JsonNode campaign : api.get("/api/campains?page_size=100").path("data")) {
            if (campaign.path("name").asString().equals(name)) {
                return Optional.of(campaign.path("_id").asString());
            }
        }
        return Optional.empty();
    }

    private void createOnceActionsAreKnown(ObjectNode test) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_FOR_ACTIONS.toNanos();
        while (true) {
            try {
                api.post("/api/tests", test);
                return;
            } catch (Refused refused) {
                if (refused.status() != 400 || System.nanoTime() > deadline) {
                    throw refused;
                }
                TimeUnit.MILLISECONDS.sleep(300);
            }
        }
    }

    static JsonNode read(String file) throws IOException {
        try (InputStream text = Demonstration.class.getResourceAsStream("/demonstration/" + file)) {
            if (text == null) {
                throw new IOException("\"%s\" is missing from the launcher".formatted(file));
            }
            return JSON.readTree(text);
        }
    }
}
