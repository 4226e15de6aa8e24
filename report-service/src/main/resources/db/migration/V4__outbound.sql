-- What is told to other systems. Stands beside the generations of rows: what is told is told once, and a rebuild tells nothing again.

-- How far a topic is told of; written with all else that follows from it.
CREATE TABLE outbound_position (
  topic       text    NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL,
  PRIMARY KEY (topic, partition)
);

-- What has to be remembered of a run while it goes on, to tell its next event. Gone when the run has ended.
CREATE TABLE outbound_run (
  run_id        uuid   PRIMARY KEY,
  sequence      bigint NOT NULL,
  campaign_id   text,
  campaign_name text,
  name          text,
  environment   text
);
CREATE TABLE outbound_test (
  run_id      uuid    NOT NULL,
  test_id     text    NOT NULL,
  name        text    NOT NULL,
  version     bigint  NOT NULL,
  quarantined boolean NOT NULL,
  started     boolean NOT NULL,
  PRIMARY KEY (run_id, test_id)
);

-- Webhooks as campaign-service decided them; their secrets are sealed. One that answered "410 Gone" gets nothing until it takes something again.
CREATE TABLE webhook (
  webhook_id  text        PRIMARY KEY,
  version     bigint      NOT NULL,
  name        text        NOT NULL,
  url         text        NOT NULL,
  events      text[]      NOT NULL,
  campaign_id text,
  active      boolean     NOT NULL,
  created_at  timestamptz NOT NULL,
  wrapped_key text,
  secrets     jsonb       NOT NULL,
  gone_at     timestamptz
);

-- What is to be sent, was sent, or is given up. A lane is what must stay in order: a run.
CREATE TABLE delivery (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id  text        NOT NULL,
  lane        uuid        NOT NULL,
  event_id    uuid        NOT NULL,
  kind        text        NOT NULL,
  subject     text        NOT NULL,
  body        text        NOT NULL,
  status      text        NOT NULL DEFAULT 'pending',
  tries       integer     NOT NULL DEFAULT 0,
  last_status integer,
  cause       text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  UNIQUE (webhook_id, event_id)
);
CREATE INDEX delivery_next ON delivery (webhook_id, lane, number) WHERE status = 'pending';
CREATE INDEX delivery_listed ON delivery (webhook_id, status, number DESC);
CREATE INDEX delivery_finished ON delivery (finished_at) WHERE finished_at IS NOT NULL;

-- One row for each lane that has something to send: when it is due, and who has it in hand and until when.
CREATE TABLE delivery_lane (
  webhook_id   text        NOT NULL,
  lane         uuid        NOT NULL,
  due_at       timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,
  holder       uuid,
  PRIMARY KEY (webhook_id, lane)
);
CREATE INDEX delivery_lane_due ON delivery_lane (webhook_id, due_at);
