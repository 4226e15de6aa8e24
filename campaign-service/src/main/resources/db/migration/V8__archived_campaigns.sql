-- Whether a campaign is out of the way: not listed unless asked for, and not launched.
ALTER TABLE campaign ADD COLUMN archived boolean NOT NULL DEFAULT false;
DROP INDEX campaign_newest;
CREATE INDEX campaign_newest ON campaign (project_id, archived, created_at DESC, campaign_id DESC);
