-- The place of each decision in its project's chain: given once, for ever, and before the decision is sent. What is sent is kept until the
-- broker has it, so that it can be sent again as it was.
CREATE TABLE decision_link (
    event_id      text   NOT NULL PRIMARY KEY,
    project_id    text   NOT NULL,
    sequence      bigint NOT NULL,
    previous_hash text   NOT NULL,
    hash          text   NOT NULL,
    headers       text,
    value         bytea,
    UNIQUE (project_id, sequence)
);
