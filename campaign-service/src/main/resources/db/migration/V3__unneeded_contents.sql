-- Contents of files that may be needed no more, and since when. A content stands here before it is kept, so that nothing is left behind when its
-- file is never recorded.
CREATE TABLE unneeded_content (
    campaign_id text        NOT NULL,
    sha256      text        NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, sha256)
);
CREATE INDEX unneeded_content_oldest ON unneeded_content (since);

-- Whether what was kept before is needed is found out as for every other one.
INSERT INTO unneeded_content (campaign_id, sha256, since)
SELECT DISTINCT fact.file ->> 'campaignId', fact.file ->> 'sha256', now()
  FROM (SELECT convert_from(payload, 'UTF8')::jsonb AS file
          FROM domain_event_entry WHERE payload_type = 'campaign.file-added.v1') AS fact;

-- A run goes on when its report is deleted: it still needs its files, and nobody may ask for its end any more.
ALTER TABLE launched_run ADD COLUMN report_deleted boolean NOT NULL DEFAULT false;

DROP INDEX launched_run_to_cancel;
CREATE INDEX launched_run_to_cancel ON launched_run (project_id, campaign_id, environment)
    WHERE finished_at IS NULL AND cancel_requested_at IS NULL AND NOT report_deleted;

CREATE INDEX launched_run_under_way ON launched_run (campaign_id, launched_at) WHERE finished_at IS NULL;
