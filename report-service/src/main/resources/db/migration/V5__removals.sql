-- What tombstones of the ledger say. Stands beside the generations of rows: what was removed stays removed, whatever is built anew.
CREATE TABLE removal (
  number         bigint      PRIMARY KEY,
  run_id         uuid        NOT NULL,
  project_id     text        NOT NULL,
  run            boolean     NOT NULL,
  logs           boolean     NOT NULL,
  artifacts      boolean     NOT NULL,
  by_policy      boolean     NOT NULL,
  removed_by     text,
  removed_at     timestamptz NOT NULL,
  policy_of      text,
  policy_version bigint,
  recorded_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX removal_of_run ON removal (run_id);

-- Which records sign a project's decisions.
CREATE TABLE ledger_decisions (
  project_id text   NOT NULL,
  number     bigint NOT NULL,
  sequence   bigint NOT NULL,
  state      text   NOT NULL,
  PRIMARY KEY (project_id, number)
);
