-- Who is told of runs over HTTP. Their secrets are not here: they stand sealed in events, under a key that goes with the webhook.
CREATE TABLE webhook (
    webhook_id     text        NOT NULL PRIMARY KEY,
    project_id     text        NOT NULL,
    name           text        NOT NULL,
    url            text        NOT NULL,
    events         text[]      NOT NULL,
    campaign_id    text,
    active         boolean     NOT NULL,
    previous_until timestamptz,
    created_at     timestamptz NOT NULL
);
CREATE INDEX webhook_in_order ON webhook (project_id, created_at, webhook_id);

CREATE TABLE webhook_data_key (
    webhook_id  text        NOT NULL PRIMARY KEY,
    wrapped_key text        NOT NULL,
    created_at  timestamptz NOT NULL
);
