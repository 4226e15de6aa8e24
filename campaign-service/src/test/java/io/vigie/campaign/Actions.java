package io.vigie.campaign;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.Label;
import io.vigie.contracts.definition.Definition.Output;
import io.vigie.contracts.definition.Definition.Parameter;
import java.math.BigDecimal;
import java.util.List;

/** Actions such as workers announce. */
public final class Actions {

    private Actions() {}

    public static ActionDefinition http() {
        return new ActionDefinition(
                ProjectId.COMMON,
                "http",
                List.of("HTTPRequestAction"),
                label("Requête HTTP", "HTTP request"),
                label("", ""),
                List.of(
                        new Parameter(
                                "method",
                                "select",
                                label("Méthode", "Method"),
                                null,
                                true,
                                "GET",
                                List.of("GET", "POST"),
                                null,
                                null,
                                List.of(),
                                false),
                        new Parameter(
                                "url",
                                "string",
                                label("URL", "URL"),
                                null,
                                true,
                                null,
                                List.of(),
                                null,
                                null,
                                List.of(),
                                false),
                        new Parameter(
                                "headers",
                                "object",
                                label("En-têtes", "Headers"),
                                null,
                                false,
                                null,
                                List.of(),
                                null,
                                null,
                                List.of(),
                                false),
                        new Parameter(
                                "body",
                                "any",
                                label("Corps", "Body"),
                                null,
                                false,
                                null,
                                List.of(),
                                null,
                                null,
                                List.of(),
                                false),
                        new Parameter(
                                "timeout",
                                "number",
                                label("Délai", "Timeout"),
                                null,
                                false,
                                30,
                                List.of(),
                                new BigDecimal("0.1"),
                                new BigDecimal(3_600),
                                List.of(),
                                false),
                        new Parameter(
                                "captures",
                                "object",
                                label("Captures", "Captures"),
                                null,
                                false,
                                null,
                                List.of(),
                                null,
                                null,
                                List.of(),
                                false),
                        new Parameter(
                                "credentials",
                                "list",
                                label("Identifiants", "Credentials"),
                                null,
                                false,
                                null,
                                List.of(),
                                null,
                                null,
                                List.of(text("user", false), text("password", true)),
                                false)),
                List.of(new Output("http_status_code", "number", label("Statut", "Status"))),
                "captures",
                List.of());
    }

    /** As the one that runs a Playwright script. */
    public static ActionDefinition playwright() {
        return new ActionDefinition(
                ProjectId.COMMON,
                "playwright",
                List.of(),
                label("Playwright", "Playwright"),
                label("", ""),
                List.of(text("script", false)),
                List.of(),
                null,
                List.of());
    }

    private static Parameter text(String name, boolean secret) {
        return new Parameter(
                name, "string", label(name, name), null, true, null, List.of(), null, null, List.of(), secret);
    }

    public static ActionDefinition pause() {
        return named("pause");
    }

    public static ActionDefinition named(String type) {
        return new ActionDefinition(
                ProjectId.COMMON,
                type,
                List.of(),
                label("Pause", "Pause"),
                label("", ""),
                List.of(new Parameter(
                        "seconds",
                        "number",
                        label("Secondes", "Seconds"),
                        null,
                        true,
                        null,
                        List.of(),
                        BigDecimal.ZERO,
                        null,
                        List.of(),
                        false)),
                List.of(),
                null,
                List.of());
    }

    private static Label label(String fr, String en) {
        return new Label(fr, en);
    }
}
