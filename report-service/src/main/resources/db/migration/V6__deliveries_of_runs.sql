-- What is told of a run goes with it, and what was given up is counted.
CREATE INDEX delivery_of_run ON delivery (lane);
CREATE INDEX delivery_dead ON delivery (webhook_id) WHERE status = 'dead';
