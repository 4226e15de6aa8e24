-- How long runs, logs and files are kept, in milliseconds after a run's end; null for ever. An empty campaign stands for all that have no row.
CREATE TABLE retention_policy (
  project_id   text   NOT NULL,
  campaign_id  text   NOT NULL,
  version      bigint NOT NULL,
  runs_ms      bigint,
  logs_ms      bigint,
  artifacts_ms bigint,
  PRIMARY KEY (project_id, campaign_id)
);

-- What nobody and no policy may remove.
CREATE TABLE hold (
  project_id text        NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('campaign', 'run')),
  id         text        NOT NULL,
  reason     text        NOT NULL,
  held_by    text,
  held_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, kind, id)
);
