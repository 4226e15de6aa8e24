-- Runs whose reports are removed and whose files still have to be. Stands beside the generations of rows, since files have none.
-- A run is visited twice: a worker that was taken for lost may still have written while the first visit was made.
CREATE TABLE files_to_remove (
  run_id  uuid        PRIMARY KEY,
  due_at  timestamptz NOT NULL DEFAULT now(),
  visited boolean     NOT NULL DEFAULT false
);
CREATE INDEX files_to_remove_due ON files_to_remove (due_at);
