package io.vigie.campaign.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignArchived;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignRestored;
import io.vigie.campaign.catalogue.CatalogueEvent.TestChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.TestMoved;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.catalogue.TestContent.Step;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentLimited;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.campaign.identity.IdentityEvent.PasswordChanged;
import io.vigie.campaign.identity.IdentityEvent.UserChanged;
import io.vigie.campaign.identity.IdentityEvent.UserCreated;
import io.vigie.campaign.identity.IdentityEvent.UserDeleted;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTests {

    private static final ProjectId PROJECT = ProjectId.COMMON;
    private static final CampaignId CAMPAIGN = CampaignId.of("c1");
    private static final TestId TEST = TestId.of("t1");
    private static final EnvironmentId DEV = EnvironmentId.of("e1");
    private static final String HIDDEN = Change.HIDDEN;

    /** What the last of these facts changed. */
    private static List<Change> last(Fact... facts) {
        Fields fields = Fields.NONE;
        List<Change> changes = List.of();
        for (Fact fact : facts) {
            Fields after = fields.after(fact);
            changes = fields.changesTo(after);
            fields = after;
        }
        return changes;
    }

    private static Change change(String field, String before, String after) {
        return new Change(field, before, after, false);
    }

    private static Change hidden(String field, String before, String after) {
        return new Change(field, before, after, true);
    }

    @Test
    void tellsWhatIsNewWhatIsOtherAndWhatIsGone() {
        Fact created = new CampaignCreated(PROJECT, CAMPAIGN, "Nightly", "", "u1", "Ada");
        Fact changed = new CampaignChanged(PROJECT, CAMPAIGN, "Nightly", "each night");

        assertThat(last(created)).containsExactly(change("name", null, "Nightly"));
        assertThat(last(created, changed)).containsExactly(change("description", null, "each night"));
        assertThat(last(created, new CampaignArchived(PROJECT, CAMPAIGN)))
                .containsExactly(change("archived", null, "true"));
        assertThat(last(created, new CampaignArchived(PROJECT, CAMPAIGN), changed))
                .containsExactly(change("description", null, "each night"));
        assertThat(last(created, new CampaignArchived(PROJECT, CAMPAIGN), new CampaignRestored(PROJECT, CAMPAIGN)))
                .containsExactly(change("archived", "true", null));
        assertThat(last(created, changed, new CampaignDeleted(PROJECT, CAMPAIGN)))
                .containsExactly(change("name", "Nightly", null), change("description", "each night", null));
    }

    private static Fact test(Step... steps) {
        return new TestChanged(PROJECT, CAMPAIGN, TEST, 1, 1, new TestContent("t", "", List.of(steps), List.of()));
    }

    private static Step get(String url) {
        return new Step("http", Map.of("url", url));
    }

    @Test
    void tellsTheParameterOfAStepAndOfWhatIsInsideIt() {
        assertThat(last(test(get("/a"), get("/b")), test(get("/a"), get("/c"))))
                .containsExactly(change("actions[1].value.url", "/b", "/c"));
        assertThat(last(
                        test(new Step("http", Map.of("body", Map.of("user", Map.of("age", 3), "tags", List.of(1))))),
                        test(new Step("http", Map.of("body", Map.of("user", Map.of("age", 4), "tags", List.of(1)))))))
                .containsExactly(change("actions[0].value.body.user.age", "3", "4"));
    }

    @Test
    void tellsAStepThatWasPutInOrTakenOutAloneAndNotThoseThatMovedForIt() {
        Fact two = test(get("/a"), get("/b"));
        Fact three = test(get("/a"), get("/new"), get("/b"));
        String step = "{\"type\":\"http\",\"value\":{\"url\":\"/new\"}}";

        assertThat(last(two, three)).containsExactly(change("actions[1]", null, step));
        assertThat(last(three, two)).containsExactly(change("actions[1]", step, null));
        assertThat(last(two, test(get("/a"), new Step("pause", Map.of("duration", 1)))))
                .containsExactly(change(
                        "actions[1]",
                        "{\"type\":\"http\",\"value\":{\"url\":\"/b\"}}",
                        "{\"type\":\"pause\",\"value\":{\"duration\":1}}"));
    }

    @Test
    void tellsOfAHiddenParameterOnlyThatItChanged() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("user", "ada");
        value.put("auth", Map.of("password", "hunter2"));
        value.put("keys", List.of(Map.of("key", "k1", "name", "n")));
        List<String> hidden = List.of("auth.password", "keys.key");
        Map<String, Object> other = new LinkedHashMap<>(value);
        other.put("auth", Map.of("password", "hunter3"));
        other.put("keys", List.of(Map.of("key", "k2", "name", "n")));
        Fact before = test(new Step("ssh", value, hidden));

        assertThat(last(before, test(new Step("ssh", other, hidden))))
                .extracting(Change::field, Change::before, Change::after, Change::secret)
                .satisfiesExactly(
                        password -> assertThat(password.toList())
                                .containsExactly("actions[0].value.auth.password", HIDDEN, HIDDEN, true),
                        keys -> assertThat(keys.toList())
                                .startsWith("actions[0].value.keys")
                                .endsWith(true));
        assertThat(last(before).toString() + last(before, test(new Step("ssh", other, hidden))))
                .contains("ada")
                .doesNotContain("hunter", "k1", "k2");
    }

    @Test
    void tellsWhenATestIsPutInQuarantineAndWhy() {
        TestSettings quarantined = new TestSettings(2, 30_000L, true, "flaky since Monday", null);
        Fact before = test(get("/a"));
        Fact after = new TestChanged(
                PROJECT, CAMPAIGN, TEST, 2, 1, new TestContent("t", "", List.of(get("/a")), List.of(), quarantined));

        assertThat(last(before, after))
                .containsExactly(
                        change("retries", null, "2"),
                        change("timeout", null, "30"),
                        change("quarantined", null, "true"),
                        change("quarantine_reason", null, "flaky since Monday"));
        assertThat(last(before, after, new TestMoved(PROJECT, CAMPAIGN, TEST, 2, 7, "t")))
                .containsExactly(change("order", "1", "7"));
    }

    private static Fact variable(String value, boolean secret) {
        return new VariableDefined(PROJECT, DEV, 1, "v1", "token", value, "", secret);
    }

    @Test
    void hidesASecretVariableBeforeAndAfter() {
        assertThat(last(variable("sealed-1", true)))
                .containsExactly(
                        hidden("variables.token.value", null, HIDDEN), change("variables.token.secret", null, "true"));
        assertThat(last(variable("sealed-1", true), variable("sealed-2", true)))
                .containsExactly(hidden("variables.token.value", HIDDEN, HIDDEN));
        assertThat(last(variable("sealed-1", true), new VariableRemoved(PROJECT, DEV, 2, "v1", "token")))
                .containsExactly(
                        hidden("variables.token.value", HIDDEN, null), change("variables.token.secret", "true", null));
    }

    @Test
    void hidesAlsoWhatAVariableWasWhenItBecomesSecretAndShowsWhatItIsWhenItIsNoLonger() {
        assertThat(last(variable("open", false), variable("sealed", true)))
                .containsExactly(
                        hidden("variables.token.value", HIDDEN, HIDDEN),
                        change("variables.token.secret", null, "true"));
        assertThat(last(variable("sealed", true), variable("open", false)))
                .containsExactly(
                        hidden("variables.token.value", HIDDEN, "open"),
                        change("variables.token.secret", "true", null));
    }

    @Test
    void tellsLimitsFilesAndUsers() {
        assertThat(last(new EnvironmentLimited(PROJECT, DEV, 4), new EnvironmentLimited(PROJECT, DEV, null)))
                .containsExactly(change("max_parallel", "4", null));
        Fact file = new FileAdded(PROJECT, CAMPAIGN, 1, "a.csv", 3, "ab");
        assertThat(last(file, new FileAdded(PROJECT, CAMPAIGN, 2, "a.csv", 4, "cd")))
                .containsExactly(change("files.a.csv", "3 bytes, SHA-256 ab", "4 bytes, SHA-256 cd"));
        assertThat(last(file, new FileRemoved(PROJECT, CAMPAIGN, 2, "a.csv")))
                .containsExactly(change("files.a.csv", "3 bytes, SHA-256 ab", null));
        Fact user = new UserCreated(PROJECT, "u1", "ada@example.com", "Ada", "user");
        assertThat(last(user, new UserChanged(PROJECT, "u1", "ada@example.com", "Ada", "admin")))
                .containsExactly(change("role", "user", "admin"));
        assertThat(last(user, new PasswordChanged(PROJECT, "u1"), new PasswordChanged(PROJECT, "u1")))
                .containsExactly(hidden("password", HIDDEN, HIDDEN));
        assertThat(last(user, new UserDeleted(PROJECT, "u1")))
                .extracting(Change::field)
                .containsExactly("email", "name", "role", "password");
    }

    @Test
    void cutsALongTextToItsBeginningItsLengthAndItsDigest() {
        String text = "a".repeat(199) + "🙂" + "b".repeat(1_000);
        Fact before = new CampaignCreated(PROJECT, CAMPAIGN, "n", text, "u1", "Ada");

        assertThat(last(before, new CampaignChanged(PROJECT, CAMPAIGN, "n", text + "c")))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.before())
                            .startsWith("a".repeat(199) + "… (1201 characters, SHA-256 ")
                            .hasSizeLessThan(320);
                    assertThat(change.after()).contains("(1202 characters").isNotEqualTo(change.before());
                });
    }

    @Test
    void tellsSoManyChangesAndCountsTheRest() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            steps.add(get("/" + i));
        }

        List<Change> changes = last(test(steps.toArray(Step[]::new)));

        assertThat(changes).hasSize(Change.MOST + 1).endsWith(change("…", null, "32 more"));
    }
}
