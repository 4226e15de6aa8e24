-- The signer's ledger as it was recorded: checkpoints, keys, tombstones. Stands beside the generations of rows, since it is folded from no run.
CREATE TABLE ledger_record (
  number   bigint      PRIMARY KEY,
  type     text        NOT NULL,
  at       timestamptz NOT NULL,
  part     integer,
  parts    integer,
  line     text        NOT NULL
);
CREATE INDEX ledger_record_of_type ON ledger_record (type, number);

-- Which records speak of a run: one row whenever its history had gone on, not one for each round that lists it.
CREATE TABLE ledger_head (
  run_id   uuid   NOT NULL,
  number   bigint NOT NULL,
  sequence bigint NOT NULL,
  state    text   NOT NULL,
  PRIMARY KEY (run_id, number)
);

-- How far the topic is read; written with the rows.
CREATE TABLE ledger_position (
  topic       text   PRIMARY KEY,
  next_offset bigint NOT NULL
);
