-- The event store of Axon: what was decided, for ever.
CREATE SEQUENCE domain_event_entry_seq START WITH 1 INCREMENT BY 1;

CREATE TABLE domain_event_entry (
    global_index         bigint       NOT NULL PRIMARY KEY,
    event_identifier     varchar(255) NOT NULL UNIQUE,
    meta_data            bytea,
    payload              bytea        NOT NULL,
    payload_revision     varchar(255),
    payload_type         varchar(255) NOT NULL,
    time_stamp           varchar(255) NOT NULL,
    aggregate_identifier varchar(255) NOT NULL,
    sequence_number      bigint       NOT NULL,
    type                 varchar(255),
    UNIQUE (aggregate_identifier, sequence_number)
);

CREATE TABLE snapshot_event_entry (
    aggregate_identifier varchar(255) NOT NULL,
    sequence_number      bigint       NOT NULL,
    type                 varchar(255) NOT NULL,
    event_identifier     varchar(255) NOT NULL UNIQUE,
    meta_data            bytea,
    payload              bytea        NOT NULL,
    payload_revision     varchar(255),
    payload_type         varchar(255) NOT NULL,
    time_stamp           varchar(255) NOT NULL,
    PRIMARY KEY (aggregate_identifier, sequence_number, type)
);

-- How far each streaming processor has come.
CREATE TABLE token_entry (
    processor_name varchar(255) NOT NULL,
    segment        integer      NOT NULL,
    token          bytea,
    token_type     varchar(255),
    timestamp      varchar(255) NOT NULL,
    owner          varchar(255),
    PRIMARY KEY (processor_name, segment)
);

-- Lists, written in the transaction of the command. They can be made anew from the events.
CREATE TABLE campaign (
    campaign_id     text        NOT NULL PRIMARY KEY,
    project_id      text        NOT NULL,
    name            text        NOT NULL,
    description     text        NOT NULL,
    created_by      text        NOT NULL,
    created_by_name text        NOT NULL,
    created_at      timestamptz NOT NULL
);
CREATE INDEX campaign_newest ON campaign (project_id, created_at DESC, campaign_id DESC);

CREATE TABLE test_case (
    test_id         text        NOT NULL PRIMARY KEY,
    project_id      text        NOT NULL,
    campaign_id     text        NOT NULL,
    version         bigint      NOT NULL,
    place           integer     NOT NULL,
    name            text        NOT NULL,
    description     text        NOT NULL,
    actions         text        NOT NULL,
    variables       text        NOT NULL,
    created_by      text        NOT NULL,
    created_by_name text        NOT NULL,
    created_at      timestamptz NOT NULL
);
CREATE INDEX test_case_in_order ON test_case (campaign_id, place, test_id);

CREATE TABLE environment (
    environment_id text        NOT NULL PRIMARY KEY,
    project_id     text        NOT NULL,
    name           text        NOT NULL,
    version        bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    UNIQUE (project_id, name)
);

CREATE TABLE variable (
    variable_id    text        NOT NULL PRIMARY KEY,
    project_id     text        NOT NULL,
    key            text        NOT NULL,
    value          text        NOT NULL,
    environment_id text,
    environment    text,
    description    text        NOT NULL,
    root           boolean     NOT NULL,
    secret         boolean     NOT NULL,
    created_at     timestamptz NOT NULL,
    CHECK (root = (environment_id IS NULL)),
    UNIQUE NULLS NOT DISTINCT (project_id, key, environment_id)
);
CREATE INDEX variable_of_environment ON variable (environment_id);

-- Not events: what may be forgotten.
CREATE TABLE environment_data_key (
    environment_id text        NOT NULL PRIMARY KEY,
    wrapped_key    text        NOT NULL,
    created_at     timestamptz NOT NULL
);

-- The name of each report, reserved by its launch.
CREATE TABLE report_name (
    project_id text NOT NULL,
    name       text NOT NULL,
    run_id     text NOT NULL UNIQUE,
    PRIMARY KEY (project_id, name)
);

-- The first answer to each named command.
CREATE TABLE command_answer (
    source      text        NOT NULL,
    command_id  text        NOT NULL,
    fingerprint text        NOT NULL,
    answer      text,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (source, command_id)
);

CREATE TABLE user_account (
    user_id    text        NOT NULL PRIMARY KEY,
    project_id text        NOT NULL,
    email      text        NOT NULL UNIQUE,
    name       text        NOT NULL,
    role       text        NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE user_password (
    user_id text NOT NULL PRIMARY KEY,
    hash    text NOT NULL
);
