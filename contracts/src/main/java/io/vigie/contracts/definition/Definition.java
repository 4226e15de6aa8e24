package io.vigie.contracts.definition;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of something that runs refer to, on {@code vigie.definitions.v1} (tests and environments),
 * {@code vigie.actions.v1} (actions) or {@code vigie.webhooks.v1} (webhooks, of which the newest alone is kept). The {@link #key()} is the record's key on its compacted topic.
 */
public sealed interface Definition extends Message {

    String key();

    /**
     * A test as of one version.
     *
     * @param actions run in this order
     * @param variables the test's own variables, with their initial values
     */
    record TestDefinition(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            long version,
            String name,
            String description,
            List<ActionStep> actions,
            List<TestVariable> variables)
            implements Definition {

        @Override
        public String key() {
            return key(testId, version);
        }

        public static String key(TestId testId, long version) {
            return "test:" + testId + ":" + version;
        }
    }

    /**
     * One action of a test as its author wrote it, variables unresolved.
     *
     * @param type the plug-in's type or one of its aliases
     * @param value the parameters, as JSON values (maps, lists, text, numbers, booleans, null)
     */
    record ActionStep(String type, Map<String, @Nullable Object> value) {}

    record TestVariable(String name, @Nullable String value) {}

    /**
     * An environment as of one version.
     *
     * @param wrappedDataKey the key that opens its secret values, wrapped by the master key; absent when it has no secret
     */
    record EnvironmentDefinition(
            ProjectId projectId,
            EnvironmentId environmentId,
            long version,
            String name,
            List<EnvironmentVariable> variables,
            @Nullable String wrappedDataKey)
            implements Definition {

        @Override
        public String key() {
            return key(environmentId, version);
        }

        public static String key(EnvironmentId environmentId, long version) {
            return "environment:" + environmentId + ":" + version;
        }
    }

    /**
     * The files of a campaign as of one version.
     *
     * @param files by name in alphabetical order
     */
    record CampaignFiles(ProjectId projectId, CampaignId campaignId, long version, List<CampaignFile> files)
            implements Definition {

        @Override
        public String key() {
            return key(campaignId, version);
        }

        public static String key(CampaignId campaignId, long version) {
            return "files:" + campaignId + ":" + version;
        }
    }

    /** @param size in bytes @param sha256 of the content, lower-case hexadecimal */
    record CampaignFile(String name, long size, String sha256) {

        /** Where the storage keeps the content; equal contents of one campaign are kept once. */
        public String storageKey(CampaignId campaignId) {
            return "campaigns/" + campaignId + "/" + sha256;
        }
    }

    /** @param value the text, or when secret its sealed form (see {@code io.vigie.contracts.secret}) */
    record EnvironmentVariable(String key, String value, boolean secret) {}

    /**
     * An action that workers offer, described by its plug-in: the source of forms, documentation and validation.
     *
     * @param aliases other names under which a test may ask for it
     * @param outputsNamedBy the name of an object parameter whose keys are outputs too; absent when all outputs are listed
     */
    record ActionDefinition(
            ProjectId projectId,
            String type,
            List<String> aliases,
            Label title,
            Label description,
            List<Parameter> parameters,
            List<Output> outputs,
            @Nullable String outputsNamedBy,
            List<Example> examples)
            implements Definition {

        @Override
        public String key() {
            return type;
        }
    }

    /**
     * A webhook as it is now. Its key names no version: what was before is forgotten, the secrets of before with it.
     *
     * @param version one more with every change of it, from 1
     * @param events which kinds are sent, such as {@code testSuiteRun.finished}
     * @param campaignId only runs of this campaign; absent for all
     * @param deleted whether it is gone; then there is no address and no secret any more
     * @param createdAt nothing of before is sent
     * @param wrappedDataKey the key that opens its secrets, wrapped by the master key; absent when it is gone
     * @param secrets all that are valid, the newest first
     */
    record WebhookDefinition(
            ProjectId projectId,
            String webhookId,
            long version,
            String name,
            String url,
            List<String> events,
            @Nullable CampaignId campaignId,
            boolean active,
            boolean deleted,
            Instant createdAt,
            @Nullable String wrappedDataKey,
            List<WebhookSecret> secrets)
            implements Definition {

        @Override
        public String key() {
            return webhookId;
        }
    }

    /**
     * @param sealed under the webhook's data key, for the place {@link #PLACE}
     * @param until how long it is valid beside the newest; absent for the newest itself
     */
    record WebhookSecret(String sealed, @Nullable Instant until) {

        public static final String PLACE = "webhook-secret";
    }

    /** Words for people, French and English. */
    record Label(String fr, String en) {}

    /**
     * @param kind one of {@code string, number, boolean, textarea, select, checkbox, object, list, any}
     * @param choices the accepted values of a select; empty otherwise
     * @param minimum the least number accepted; absent for no bound
     * @param maximum the greatest number accepted; absent for no bound
     * @param fields the members of an object, or of each object in a list; empty when free
     * @param secret whether the value is hidden wherever it is shown
     */
    record Parameter(
            String name,
            String kind,
            Label label,
            @Nullable Label help,
            boolean required,
            @Nullable Object defaultValue,
            List<String> choices,
            @Nullable BigDecimal minimum,
            @Nullable BigDecimal maximum,
            List<Parameter> fields,
            boolean secret) {}

    record Output(String name, String kind, Label label) {}

    record Example(Label title, Map<String, @Nullable Object> value) {}
}
