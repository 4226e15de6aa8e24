package io.vigie.campaign.catalogue;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads the lists of campaigns and tests, as {@link CatalogueProjection} keeps them: what a command decided is there when it returns. */
@Component
class CatalogueRows implements LaunchableCampaigns {

    private static final TypeReference<List<TestContent.Step>> STEPS = new TypeReference<>() {};
    private static final TypeReference<List<TestContent.Variable>> VARIABLES = new TypeReference<>() {};

    private static final String TESTS = """
            SELECT test_id, campaign_id, version, name, description, actions, variables, created_by, created_by_name, created_at,
                   retries, timeout_millis, quarantined, quarantine_reason, affinity,
                   row_number() OVER (PARTITION BY campaign_id ORDER BY place, test_id) AS rank
              FROM test_case WHERE project_id = :project""";

    private final JdbcClient jdbc;

    CatalogueRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record CampaignRow(
            CampaignId id,
            String name,
            String description,
            String createdBy,
            String createdByName,
            Instant createdAt,
            boolean archived) {}

    /** @param order the rank in the campaign, from 1 without a gap */
    record TestRow(
            TestId id,
            CampaignId campaignId,
            long version,
            int order,
            TestContent content,
            String createdBy,
            String createdByName,
            Instant createdAt) {}

    /** The newest first. @param archived whether those are meant that are archived, or those that are not */
    Page<CampaignRow> campaigns(ProjectId project, boolean archived, Paging paging) {
        long total = jdbc.sql("SELECT count(*) FROM campaign WHERE project_id = ? AND archived = ?")
                .param(project.value())
                .param(archived)
                .query(Long.class)
                .single();
        Paging here = paging.within(total);
        List<CampaignRow> rows = jdbc.sql("""
                        SELECT * FROM campaign
                         WHERE project_id = ? AND archived = ? ORDER BY created_at DESC, campaign_id DESC LIMIT ? OFFSET ?""")
                .param(project.value())
                .param(archived)
                .param(here.size())
                .param(here.offset())
                .query(CatalogueRows::campaign)
                .list();
        return Page.of(rows, here, total);
    }

    Optional<CampaignRow> campaign(ProjectId project, CampaignId id) {
        return jdbc.sql("SELECT * FROM campaign WHERE project_id = ? AND campaign_id = ?")
                .param(project.value())
                .param(id.value())
                .query(CatalogueRows::campaign)
                .optional();
    }

    /** In the campaign's order; of all campaigns when none is named. */
    Page<TestRow> tests(ProjectId project, @Nullable CampaignId campaignId, Paging paging) {
        String where = campaignId == null ? "" : " AND campaign_id = :campaign";
        String campaign = campaignId == null ? "" : campaignId.value();
        long total = jdbc.sql("SELECT count(*) FROM test_case WHERE project_id = :project" + where)
                .param("project", project.value())
                .param("campaign", campaign)
                .query(Long.class)
                .single();
        Paging here = paging.within(total);
        List<TestRow> rows = jdbc.sql(TESTS + where + " ORDER BY campaign_id, rank LIMIT :size OFFSET :offset")
                .param("project", project.value())
                .param("campaign", campaign)
                .param("size", here.size())
                .param("offset", here.offset())
                .query(CatalogueRows::test)
                .list();
        return Page.of(rows, here, total);
    }

    Optional<TestRow> test(ProjectId project, TestId id) {
        return jdbc.sql("SELECT * FROM (" + TESTS
                        + " AND campaign_id = (SELECT campaign_id FROM test_case WHERE test_id = :test)) AS ranked"
                        + " WHERE test_id = :test")
                .param("project", project.value())
                .param("test", id.value())
                .query(CatalogueRows::test)
                .optional();
    }

    @Override
    public Optional<String> nameOf(ProjectId project, CampaignId id) {
        return campaign(project, id).map(CampaignRow::name);
    }

    @Override
    public boolean isArchived(ProjectId project, CampaignId id) {
        return campaign(project, id).filter(CampaignRow::archived).isPresent();
    }

    @Override
    public List<LaunchableTest> testsOf(CampaignId id) {
        return jdbc.sql("""
                        SELECT test_id, version, name, retries, timeout_millis, quarantined, quarantine_reason, affinity
                          FROM test_case WHERE campaign_id = ? ORDER BY place, test_id""").param(id.value()).query(CatalogueRows::launchable).list();
    }

    @Override
    public Optional<TestOfCampaign> launchableTest(ProjectId project, TestId id) {
        return jdbc.sql("""
                        SELECT campaign_id, test_id, version, name, retries, timeout_millis, quarantined, quarantine_reason, affinity
                          FROM test_case WHERE project_id = ? AND test_id = ?""")
                .param(project.value())
                .param(id.value())
                .query((row, number) ->
                        new TestOfCampaign(CampaignId.of(row.getString("campaign_id")), launchable(row, number)))
                .optional();
    }

    Optional<CampaignId> campaignOf(TestId id) {
        return jdbc.sql("SELECT campaign_id FROM test_case WHERE test_id = ?")
                .param(id.value())
                .query(String.class)
                .optional()
                .map(CampaignId::of);
    }

    int testsIn(CampaignId id) {
        return jdbc.sql("SELECT count(*) FROM test_case WHERE campaign_id = ?")
                .param(id.value())
                .query(Integer.class)
                .single();
    }

    /** The place of a campaign's last test; 0 when it has none. */
    int lastPlace(CampaignId id) {
        return jdbc.sql("SELECT coalesce(max(place), 0) FROM test_case WHERE campaign_id = ?")
                .param(id.value())
                .query(Integer.class)
                .single();
    }

    /** The tests of a campaign in their order, each with its place. */
    Map<TestId, Integer> placesOf(CampaignId id) {
        Map<TestId, Integer> places = new LinkedHashMap<>();
        jdbc.sql("SELECT test_id, place FROM test_case WHERE campaign_id = ? ORDER BY place, test_id")
                .param(id.value())
                .query(row -> {
                    places.put(TestId.of(row.getString(1)), row.getInt(2));
                });
        return places;
    }

    private static CampaignRow campaign(ResultSet row, int number) throws SQLException {
        return new CampaignRow(
                CampaignId.of(row.getString("campaign_id")),
                row.getString("name"),
                row.getString("description"),
                row.getString("created_by"),
                row.getString("created_by_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("archived"));
    }

    private static LaunchableTest launchable(ResultSet row, int number) throws SQLException {
        return new LaunchableTest(
                TestId.of(row.getString("test_id")), row.getLong("version"), row.getString("name"), settings(row));
    }

    private static TestSettings settings(ResultSet row) throws SQLException {
        return new TestSettings(
                row.getObject("retries", Integer.class),
                row.getObject("timeout_millis", Long.class),
                row.getBoolean("quarantined"),
                row.getString("quarantine_reason"),
                row.getString("affinity"));
    }

    private static TestRow test(ResultSet row, int number) throws SQLException {
        return new TestRow(
                TestId.of(row.getString("test_id")),
                CampaignId.of(row.getString("campaign_id")),
                row.getLong("version"),
                row.getInt("rank"),
                new TestContent(
                        row.getString("name"),
                        row.getString("description"),
                        MessageJson.mapper().readValue(row.getString("actions"), STEPS),
                        MessageJson.mapper().readValue(row.getString("variables"), VARIABLES),
                        settings(row)),
                row.getString("created_by"),
                row.getString("created_by_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
