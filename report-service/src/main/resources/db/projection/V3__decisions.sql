-- What people decided, as it was written, by its place among the project's decisions. Kept whatever becomes of what it is about.
CREATE TABLE decision (
  project_id text        NOT NULL,
  sequence   bigint      NOT NULL,
  type       text        NOT NULL,
  at         timestamptz NOT NULL,
  actor      text,
  subject    text        NOT NULL,
  about      text[]      NOT NULL,
  name       text,
  hash       text        NOT NULL,
  line       text        NOT NULL,
  PRIMARY KEY (project_id, sequence)
);
CREATE INDEX decision_about ON decision USING gin (about);
CREATE INDEX decision_of_actor ON decision (project_id, actor, sequence DESC);
CREATE INDEX decision_named ON decision (project_id, subject, sequence DESC) WHERE name IS NOT NULL;
CREATE INDEX decision_in_time ON decision (project_id, at);
