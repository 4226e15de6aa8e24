import type { Test, TestContent } from './types';

/** What a person said of the test, without what the service knows besides. */
export const contentOf = ({ name, description, actions, variables, retries, timeout, quarantined, quarantine_reason, affinity }: Test): TestContent => ({
  name,
  description,
  actions,
  variables,
  retries,
  timeout,
  quarantined,
  quarantine_reason,
  affinity,
});
