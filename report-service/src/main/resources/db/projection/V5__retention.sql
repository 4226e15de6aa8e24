-- How long runs, logs and files are kept, in milliseconds after a run's end; null for ever. An empty campaign stands for all without a policy of
-- their own; a policy that was taken back has no version in force. Decisions come in any order: the greatest one counts.
CREATE TABLE retention_policy (
  project_id   text    NOT NULL,
  campaign_id  text    NOT NULL,
  decision     bigint  NOT NULL,
  in_force     boolean NOT NULL,
  version      bigint  NOT NULL,
  runs_ms      bigint,
  logs_ms      bigint,
  artifacts_ms bigint,
  PRIMARY KEY (project_id, campaign_id)
);

-- What is held, and what was.
CREATE TABLE hold (
  project_id text    NOT NULL,
  kind       text    NOT NULL,
  id         text    NOT NULL,
  decision   bigint  NOT NULL,
  held       boolean NOT NULL,
  reason     text,
  PRIMARY KEY (project_id, kind, id)
);

-- Up to which record of the ledger tombstones were heeded here, and whose rows are still to be deleted for that.
CREATE TABLE removals_heeded (
  id     boolean PRIMARY KEY DEFAULT true CHECK (id),
  number bigint  NOT NULL
);
INSERT INTO removals_heeded (number) VALUES (0);
CREATE TABLE removal_to_do (
  run_id uuid NOT NULL,
  part   text NOT NULL,
  PRIMARY KEY (run_id, part)
);
