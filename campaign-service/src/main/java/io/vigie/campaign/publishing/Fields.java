package io.vigie.campaign.publishing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.CatalogueEvent;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.identity.IdentityEvent;
import io.vigie.campaign.retention.RetentionEvent;
import io.vigie.campaign.webhooks.SealedSecret;
import io.vigie.campaign.webhooks.WebhookEvent;
import io.vigie.campaign.webhooks.WebhookSettings;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people see of one thing (a campaign, a test, an environment, a user), field by field, as its facts made it. What is empty is no field. The
 * names are those of the API where it has them. Immutable and pure: the same facts always give the same fields.
 *
 * @param steps of a test, in order; empty for all else
 */
record Fields(Map<String, FieldValue> values, List<StepFields> steps) {

    /** Before there is anything, and after it is gone. */
    static final Fields NONE = new Fields(Map.of(), List.of());

    private static final String PASSWORD = "password";

    Fields after(Fact fact) {
        return switch (fact) {
            case CatalogueEvent event -> after(event);
            case EnvironmentEvent event -> after(event);
            case FilesEvent event -> after(event);
            case IdentityEvent event -> after(event);
            case WebhookEvent event -> after(event);
            case RetentionEvent event -> after(event);
            default ->
                throw new IllegalArgumentException("Expected a fact of a family that has fields, but found \""
                        + fact.getClass().getName() + "\".");
        };
    }

    private Fields after(CatalogueEvent event) {
        return switch (event) {
            case CatalogueEvent.CampaignCreated e -> NONE.with("name", e.name()).with("description", e.description());
            case CatalogueEvent.CampaignChanged e -> with("name", e.name()).with("description", e.description());
            case CatalogueEvent.CampaignArchived _ -> with("archived", "true");
            case CatalogueEvent.CampaignRestored _ -> with("archived", (FieldValue) null);
            case CatalogueEvent.TestCreated e -> of(e.content(), e.order());
            case CatalogueEvent.TestChanged e -> of(e.content(), e.order());
            case CatalogueEvent.TestMoved e -> with("order", Integer.toString(e.order()));
            case CatalogueEvent.CampaignDeleted _, CatalogueEvent.TestDeleted _ -> NONE;
        };
    }

    private static Fields of(TestContent content, int order) {
        TestSettings wishes = content.wishes();
        Long timeout = wishes.timeoutMillis();
        Fields fields = NONE.with("name", content.name())
                .with("description", content.description())
                .with("order", Integer.toString(order))
                .with("retries", wishes.retries())
                .with("timeout", timeout == null ? null : timeout / 1_000)
                .with("quarantined", wishes.quarantined() ? "true" : null)
                .with("quarantine_reason", wishes.quarantineReason())
                .with("affinity", wishes.affinity());
        for (TestContent.Variable variable : content.variables()) {
            fields = fields.with(
                    "variables." + variable.name(),
                    FieldValue.of(Objects.requireNonNullElse(variable.value(), "null")));
        }
        return new Fields(
                fields.values(), content.actions().stream().map(StepFields::of).toList());
    }

    private Fields after(EnvironmentEvent event) {
        return switch (event) {
            case EnvironmentEvent.RootVariableDeclared e -> variable(e.key(), e.value(), e.description(), e.secret());
            case EnvironmentEvent.RootVariableChanged e -> variable(e.key(), e.value(), e.description(), e.secret());
            case EnvironmentEvent.RootVariableRetracted e -> withoutVariable(e.key());
            case EnvironmentEvent.EnvironmentCreated e -> with("name", e.name());
            case EnvironmentEvent.EnvironmentLimited e -> with("max_parallel", e.maxParallel());
            case EnvironmentEvent.VariableDefined e -> variable(e.key(), e.value(), e.description(), e.secret());
            case EnvironmentEvent.VariableRemoved e -> withoutVariable(e.key());
        };
    }

    private Fields variable(String key, String value, String description, boolean secret) {
        String prefix = "variables." + key + ".";
        FieldValue told = value.isEmpty() ? null : secret ? FieldValue.secret(value) : FieldValue.of(value);
        return with(prefix + "value", told)
                .with(prefix + "description", description)
                .with(prefix + "secret", secret ? "true" : null);
    }

    private Fields withoutVariable(String key) {
        return variable(key, "", "", false);
    }

    private Fields after(FilesEvent event) {
        String field = "files." + event.name();
        return switch (event) {
            case FilesEvent.FileAdded e -> with(field, "%d bytes, SHA-256 %s".formatted(e.size(), e.sha256()));
            case FilesEvent.FileRemoved _ -> with(field, (FieldValue) null);
        };
    }

    private Fields after(IdentityEvent event) {
        return switch (event) {
            case IdentityEvent.UserCreated e ->
                user(e.email(), e.name(), e.role()).with(PASSWORD, FieldValue.secret("1"));
            case IdentityEvent.UserChanged e ->
                user(e.email(), e.name(), e.role()).with(PASSWORD, values.get(PASSWORD));
            case IdentityEvent.PasswordChanged _ -> with(PASSWORD, anotherPassword());
            case IdentityEvent.UserDeleted _ -> NONE;
        };
    }

    private Fields after(WebhookEvent event) {
        return switch (event) {
            case WebhookEvent.WebhookCreated e -> webhook(e.settings(), e.secrets());
            case WebhookEvent.WebhookChanged e -> webhook(e.settings(), e.secrets());
            case WebhookEvent.WebhookSecretRotated e -> webhook(e.settings(), e.secrets());
            case WebhookEvent.WebhookDeleted _ -> NONE;
        };
    }

    /** Of the secrets only this is told, that the newest is another one. */
    private static Fields webhook(WebhookSettings settings, List<SealedSecret> secrets) {
        return NONE.with("name", settings.name())
                .with("url", settings.url())
                .with("events", String.join(", ", settings.events()))
                .with("campain_id", settings.campaignId())
                .with("active", Boolean.toString(settings.active()))
                .with("secret", FieldValue.secret(secrets.getFirst().sealed()));
    }

    private Fields after(RetentionEvent event) {
        return switch (event) {
            case RetentionEvent.PolicySet e -> policy(e.runsMillis(), e.logsMillis(), e.artifactsMillis());
            case RetentionEvent.PolicyUnset _ -> policy(null, null, null);
            case RetentionEvent.CampaignHeld e -> with("hold", e.reason());
            case RetentionEvent.CampaignReleased _ -> with("hold", (FieldValue) null);
        };
    }

    private Fields policy(@Nullable Long runs, @Nullable Long logs, @Nullable Long artifacts) {
        return with("runs", duration(runs)).with("logs", duration(logs)).with("artifacts", duration(artifacts));
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static Fields user(String email, String name, String role) {
        return NONE.with("email", email).with("name", name).with("role", role);
    }

    /** Nobody knows what a password is; that it is another one is told by its number. */
    private FieldValue anotherPassword() {
        FieldValue present = values.get(PASSWORD);
        return FieldValue.secret(present == null ? "1" : present.compared() + "+1");
    }

    private Fields with(String field, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return with(field, text.isEmpty() ? null : FieldValue.of(text));
    }

    private Fields with(String field, @Nullable FieldValue value) {
        Map<String, FieldValue> next = new LinkedHashMap<>(values);
        if (value == null) {
            next.remove(field);
        } else {
            next.put(field, value);
        }
        return new Fields(next, steps);
    }

    /** What is different afterwards: what changed or came in its new order, then what went. */
    List<Change> changesTo(Fields after) {
        List<Change> changes = new ArrayList<>();
        add(changes, "", values, after.values);
        addSteps(changes, steps, after.steps);
        if (changes.size() <= Change.MOST) {
            return List.copyOf(changes);
        }
        List<Change> told = new ArrayList<>(changes.subList(0, Change.MOST));
        told.add(new Change("…", null, "%d more".formatted(changes.size() - Change.MOST), false));
        return List.copyOf(told);
    }

    private static void add(
            List<Change> changes, String prefix, Map<String, FieldValue> before, Map<String, FieldValue> after) {
        after.forEach((field, value) -> {
            FieldValue old = before.get(field);
            if (!value.equals(old)) {
                changes.add(change(prefix + field, old, value));
            }
        });
        before.forEach((field, old) -> {
            if (!after.containsKey(field)) {
                changes.add(change(prefix + field, old, null));
            }
        });
    }

    /** What becomes a secret is hidden as it was before, too. */
    private static Change change(String field, @Nullable FieldValue before, @Nullable FieldValue after) {
        String was = before == null ? null : before.shown();
        if (before != null && after != null && after.secret() && !before.secret()) {
            was = Change.HIDDEN;
        }
        boolean secret = before != null && before.secret() || after != null && after.secret();
        return new Change(ShownText.of(field), was, after == null ? null : after.shown(), secret);
    }

    /** Steps that are alike at the start and at the end are left out; those between are compared one by one when they are as many as before. */
    private static void addSteps(List<Change> changes, List<StepFields> before, List<StepFields> after) {
        int shorter = Math.min(before.size(), after.size());
        int start = 0;
        while (start < shorter && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        boolean asMany = before.size() == after.size();
        for (int i = start; i < after.size() - end; i++) {
            String field = "actions[" + i + "]";
            StepFields now = after.get(i);
            if (!asMany) {
                changes.add(change(field, null, now.whole()));
            } else if (now.type().equals(before.get(i).type())) {
                add(changes, field + ".value.", before.get(i).parameters(), now.parameters());
            } else {
                changes.add(change(field, before.get(i).whole(), now.whole()));
            }
        }
        if (!asMany) {
            for (int i = start; i < before.size() - end; i++) {
                changes.add(change("actions[" + i + "]", before.get(i).whole(), null));
            }
        }
    }
}
