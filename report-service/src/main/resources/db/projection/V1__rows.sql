-- One projection: runs in whichever schema is being built, hence no qualified names.

-- How far each partition is folded. Written in the transaction that writes the rows: the two cannot disagree.
CREATE TABLE folded_position (
  topic       text        NOT NULL,
  partition   integer     NOT NULL,
  last_offset bigint      NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (topic, partition)
);

-- Most of all rows stand in tables that are partitioned by the run's id, which begins with the time of its launch: the part of a month
-- (<table>_<year>_<month>) is dropped once everything of that month is to go, which gives the space back at once. Parts are made by the service, with
-- their storage settings; ids that do not tell their time go to the last one.

-- One row a run: the door that every fact of it passes. A run that is "deleted" stays here, so that a fact that comes after its deletion, in
-- whichever order topics are read, changes nothing; and so do those whose logs or artifacts are removed.
CREATE TABLE run_head (
  run_id     uuid    PRIMARY KEY,
  project_id text    NOT NULL,
  sequence   bigint  NOT NULL DEFAULT 0,
  missing    bigint  NOT NULL DEFAULT 0,
  deleted    boolean NOT NULL DEFAULT false,
  logs_removed      boolean NOT NULL DEFAULT false,
  artifacts_removed boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);
CREATE INDEX run_head_incomplete ON run_head (run_id) WHERE missing > 0;

-- What the launch decided is null until it is known: facts of the run may be read before those of its launch.
CREATE TABLE report (
  run_id              uuid    PRIMARY KEY,
  project_id          text    NOT NULL,
  kind                text,
  campaign_id         text,
  campaign_name       text,
  name                text,
  environment_id      text,
  environment_version bigint,
  environment         text,
  files_version       bigint,
  stop_on_failure     boolean,
  parallelism         integer,
  retries             integer,
  test_timeout_ms     bigint,
  run_timeout_ms      bigint,
  environment_cap     integer,
  keep_failed_work    boolean,
  total               integer,
  only_test           text,
  launched_by         text,
  launched_at         timestamptz,
  phase               text    NOT NULL,
  outcome             text    NOT NULL,
  status              text    NOT NULL,
  progress            integer NOT NULL,
  passed              integer NOT NULL,
  failed              integer NOT NULL,
  broken              integer NOT NULL,
  skipped             integer NOT NULL,
  cancelled           integer NOT NULL,
  timed_out           integer NOT NULL,
  interrupted         integer NOT NULL,
  muted               integer NOT NULL,
  started_at          timestamptz,
  stop_reason         text,
  stop_requested_by   text,
  stop_requested_at   timestamptz,
  wished_by           text,
  wished_at           timestamptz,
  finished_at         timestamptz,
  duration_ms         bigint,
  error               text,
  sequence            bigint  NOT NULL
) WITH (fillfactor = 70);
-- What a report was at every so many events of its run: whoever asks for a moment in between folds from there.
CREATE TABLE report_snapshot (LIKE report, PRIMARY KEY (run_id, sequence));
CREATE INDEX report_newest ON report (kind, launched_at DESC, run_id DESC) WHERE name IS NOT NULL;
CREATE INDEX report_of_campaign ON report (campaign_id, kind, launched_at DESC, run_id DESC) WHERE name IS NOT NULL;
CREATE INDEX report_of_trial ON report (only_test, launched_at DESC) WHERE kind = 'trial';

-- A test of which only later facts were readable has the greatest position: it comes last. Columns named ..._in hold the number of the run's event
-- that said so, here and below: what a moment of a run knew is told by comparing them.
CREATE TABLE test_result (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  project_id  text    NOT NULL,
  position    integer NOT NULL DEFAULT 2147483647,
  name        text,
  version     bigint,
  quarantined boolean NOT NULL DEFAULT false,
  status      text    NOT NULL,
  outcome     text,
  attempt     integer NOT NULL,
  queued_for  text,
  queued_at   timestamptz,
  started_at  timestamptz,
  finished_at timestamptz,
  duration_ms bigint,
  message     text,
  logs        text,
  log_lines   integer,
  log_digest  text,
  outputs     jsonb,
  started_in  bigint,
  ended_in    bigint,
  PRIMARY KEY (run_id, test_id)
) PARTITION BY RANGE (run_id);
CREATE TABLE test_result_other PARTITION OF test_result DEFAULT;
CREATE INDEX test_result_in_order ON test_result (run_id, position);

CREATE TABLE test_attempt (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  attempt     integer NOT NULL,
  project_id  text    NOT NULL,
  reason      text    NOT NULL DEFAULT 'planned',
  queued_at   timestamptz,
  worker_id   text,
  started_at  timestamptz,
  finished_at timestamptz,
  lost_at     timestamptz,
  outcome     text,
  duration_ms bigint,
  message     text,
  logs        text,
  log_lines   integer,
  log_digest  text,
  begun_in    bigint,
  PRIMARY KEY (run_id, test_id, attempt)
) PARTITION BY RANGE (run_id);
CREATE TABLE test_attempt_other PARTITION OF test_attempt DEFAULT;

CREATE TABLE action_result (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  attempt     integer NOT NULL,
  index       integer NOT NULL,
  project_id  text    NOT NULL,
  count       integer NOT NULL,
  type        text    NOT NULL,
  outcome     text    NOT NULL,
  duration_ms bigint  NOT NULL,
  message     text,
  PRIMARY KEY (run_id, test_id, attempt, index)
) PARTITION BY RANGE (run_id);
CREATE TABLE action_result_other PARTITION OF action_result DEFAULT;

-- A repeated segment has the key of the first and is dropped. Two workers may have written one attempt's log for a moment: each has segments
-- of its own, and those of the worker that started the attempt are read. The worker is empty where nobody says who wrote the lines.
CREATE TABLE log_segment (
  run_id     uuid    NOT NULL,
  test_id    text    NOT NULL,
  attempt    integer NOT NULL,
  first_line integer NOT NULL,
  last_line  integer NOT NULL,
  worker_id  text    NOT NULL,
  project_id text    NOT NULL,
  lines      text    NOT NULL,
  PRIMARY KEY (run_id, test_id, attempt, first_line, worker_id)
) PARTITION BY RANGE (run_id);
CREATE TABLE log_segment_other PARTITION OF log_segment DEFAULT;

-- Results of a real test runner within an attempt. A repeated one has the number of the first and is dropped.
CREATE TABLE case_result (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  attempt     integer NOT NULL,
  number      integer NOT NULL,
  project_id  text    NOT NULL,
  suite       text    NOT NULL,
  name        text    NOT NULL,
  outcome     text    NOT NULL,
  duration_ms bigint  NOT NULL,
  message     text,
  told_in     bigint  NOT NULL,
  PRIMARY KEY (run_id, test_id, attempt, number)
) PARTITION BY RANGE (run_id);
CREATE TABLE case_result_other PARTITION OF case_result DEFAULT;

-- How many cases an attempt has so far: added up by what each batch really brought, so that no answer ever counts rows.
CREATE TABLE case_count (
  run_id     uuid    NOT NULL,
  test_id    text    NOT NULL,
  attempt    integer NOT NULL,
  project_id text    NOT NULL,
  passed     integer NOT NULL,
  failed     integer NOT NULL,
  broken     integer NOT NULL,
  skipped    integer NOT NULL,
  first_in   bigint  NOT NULL,
  last_in    bigint  NOT NULL,
  PRIMARY KEY (run_id, test_id, attempt)
) WITH (fillfactor = 70);

CREATE TABLE artifact (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  attempt     integer NOT NULL,
  number      integer NOT NULL,
  project_id  text    NOT NULL,
  name        text    NOT NULL,
  media_type  text    NOT NULL,
  size        bigint  NOT NULL,
  sha256      text    NOT NULL,
  storage_key text    NOT NULL,
  told_in     bigint  NOT NULL,
  PRIMARY KEY (run_id, test_id, attempt, number)
);

-- What was whose, from when to when. The end may be read alone when the start was unreadable.
CREATE TABLE slice (
  run_id          uuid    NOT NULL,
  slice           bigint  NOT NULL,
  project_id      text    NOT NULL,
  worker_id       text    NOT NULL,
  tests           integer,
  host            text,
  slot            integer,
  directory       text,
  first_port      integer,
  port_count      integer,
  database_suffix text,
  media_directory text,
  accepted_at     timestamptz,
  ended_at        timestamptz,
  end_reason      text,
  PRIMARY KEY (run_id, slice)
) WITH (fillfactor = 80);
CREATE INDEX slice_in_time ON slice (host, accepted_at) WHERE accepted_at IS NOT NULL;

-- The record: every event of a run, as it was written.
CREATE TABLE history (
  run_id      uuid        NOT NULL,
  sequence    bigint      NOT NULL,
  project_id  text        NOT NULL,
  type        text        NOT NULL,
  test_id     text,
  attempt     integer,
  actor       text,
  correlation text,
  causation   text,
  at          timestamptz NOT NULL,
  hash        text        NOT NULL,
  event       text        NOT NULL,
  PRIMARY KEY (run_id, sequence)
) PARTITION BY RANGE (run_id);
CREATE TABLE history_other PARTITION OF history DEFAULT;
CREATE INDEX history_of_test ON history (test_id, run_id, sequence);
CREATE INDEX history_in_time ON history (at, run_id, sequence);
CREATE INDEX history_of_actor ON history (actor, at);
CREATE INDEX history_of_type ON history (type, at);
