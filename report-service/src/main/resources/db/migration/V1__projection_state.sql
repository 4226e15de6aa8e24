-- Which schema the answers come from. Everything that is folded from history lives in a schema "projection_<generation>" of its own,
-- so that a rebuilt projection grows beside the one that serves and takes over by changing this one row.
CREATE TABLE projection_state (
  id          boolean PRIMARY KEY DEFAULT true CHECK (id),
  generation  integer NOT NULL,
  schema_name text    NOT NULL
);

INSERT INTO projection_state (generation, schema_name) VALUES (1, 'projection_1');
