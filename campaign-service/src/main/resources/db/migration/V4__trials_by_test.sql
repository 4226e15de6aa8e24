-- The test that a run tries alone, so that its trials can be asked to end.
ALTER TABLE launched_run ADD COLUMN trial boolean NOT NULL DEFAULT false, ADD COLUMN only_test text;

CREATE INDEX launched_run_of_test ON launched_run (only_test) WHERE only_test IS NOT NULL AND finished_at IS NULL;
