-- What a test wants for itself, and how many tests an environment takes at one time.
ALTER TABLE test_case
    ADD COLUMN retries           integer,
    ADD COLUMN timeout_millis    bigint,
    ADD COLUMN quarantined       boolean NOT NULL DEFAULT false,
    ADD COLUMN quarantine_reason text,
    ADD COLUMN affinity          text;

ALTER TABLE environment
    ADD COLUMN max_parallel integer;

-- Each launch whose report is there; finished_at is told by the run's history, everything else by this service's own events.
CREATE TABLE launched_run (
    run_id              text        NOT NULL PRIMARY KEY,
    project_id          text        NOT NULL,
    campaign_id         text        NOT NULL,
    environment         text        NOT NULL,
    launched_at         timestamptz NOT NULL,
    cancel_requested_at timestamptz,
    finished_at         timestamptz
);
CREATE INDEX launched_run_to_cancel ON launched_run (project_id, campaign_id, environment)
    WHERE finished_at IS NULL AND cancel_requested_at IS NULL;

INSERT INTO launched_run (run_id, project_id, campaign_id, environment, launched_at)
SELECT fact.aggregate_identifier, fact.launch ->> 'projectId', fact.launch ->> 'campaignId', fact.launch ->> 'environment',
       (fact.launch ->> 'launchedAt')::timestamptz
  FROM (SELECT aggregate_identifier, convert_from(payload, 'UTF8')::jsonb AS launch
          FROM domain_event_entry WHERE payload_type = 'run.campaign-launched.v1') AS fact
 WHERE NOT EXISTS (SELECT 1 FROM domain_event_entry deleted
                    WHERE deleted.aggregate_identifier = fact.aggregate_identifier
                      AND deleted.payload_type = 'run.report-deleted.v1');

-- How long each test takes of late. Folded from the history of runs; may be forgotten.
CREATE TABLE test_duration (
    test_id text             NOT NULL PRIMARY KEY,
    millis  double precision NOT NULL
);

-- How far each consumer has folded a topic, written with what it folded.
CREATE TABLE consumer_position (
    consumer    text    NOT NULL,
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (consumer, topic, partition)
);

-- The files of campaigns. Their contents are in the file storage, under their digests.
CREATE TABLE campaign_files (
    campaign_id text   NOT NULL PRIMARY KEY,
    version     bigint NOT NULL
);

CREATE TABLE campaign_file (
    campaign_id text        NOT NULL,
    name        text        NOT NULL,
    size        bigint      NOT NULL,
    sha256      text        NOT NULL,
    modified_at timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, name)
);
