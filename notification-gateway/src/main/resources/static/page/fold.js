/** Folds a snapshot and events into what the report page shows. Knows no page. */

/** How many lines of one test are kept for showing. */
export const MOST_LINES = 1000;

export const nothing = (id) => ({
  id,
  name: '',
  environment: '',
  date: '',
  status: 'pending',
  /** Who wants the run to be ended, or null. */
  stop: null,
  progress: 0,
  error: '',
  tests: new Map(),
  /** Where the tests are that the snapshot had no room for, or null. */
  more: null,
});

/** How far a test has come; it never goes back within one attempt. */
const STAGES = { pending: 0, running: 1, passed: 2, failed: 2, skipped: 2 };

const test = (report, id) => {
  let found = report.tests.get(id);
  if (!found) {
    found = { id, name: '', order: Number.MAX_SAFE_INTEGER, status: 'pending', attempt: 1, logs: '', lines: [], dropped: false, duration: null, why: '', quarantined: false, cases: null, inside: 0 };
    report.tests.set(id, found);
  }
  return found;
};

const beginAttempt = (it, attempt) => {
  if (attempt > it.attempt) {
    it.attempt = attempt;
    it.lines = [];
    it.dropped = false;
    it.logs = '';
    it.cases = null;
  }
};

/** A test as a list of the report has it; what the events say is newer wins. */
const rowOf = (report, row) => {
  const it = test(report, row.testId);
  it.name = row.name ?? it.name;
  it.order = row.order ?? it.order;
  const attempt = row.attempt ?? 1;
  if (attempt < it.attempt || (attempt === it.attempt && (STAGES[row.status] ?? 0) < STAGES[it.status])) return;
  beginAttempt(it, attempt);
  it.status = row.status ?? 'pending';
  it.logs = row.logs ?? '';
  it.duration = row.durationMs ?? null;
  it.why = row.queuedReason ?? '';
  it.quarantined = row.quarantined ?? false;
  it.cases = row.cases ? { total: row.cases.total, against: row.cases.failed + row.cases.broken } : null;
};

const folds = {
  snapshot(report, data) {
    report.more = data.testsNext?.url ?? null;
    report.name = data.details ?? report.name;
    report.environment = data.filiere ?? report.environment;
    report.date = data.dateCreated ?? report.date;
    report.status = data.status ?? 'pending';
    report.stop = data.stop ?? null;
    report.progress = data.progress ?? 0;
    report.error = '';
    report.tests = new Map();
    for (const row of data.tests ?? []) rowOf(report, row);
  },
  campain_started(report) {
    report.status = 'running';
  },
  test_queued(report, data) {
    const it = test(report, data.test_id);
    it.name = data.name;
    it.order = data.order;
    beginAttempt(it, data.attempt);
    it.status = 'pending';
    it.why = data.reason;
    it.quarantined = data.quarantined ?? it.quarantined;
  },
  test_started(report, data) {
    const it = test(report, data.test_id);
    beginAttempt(it, data.attempt ?? 1);
    it.status = 'running';
  },
  test_log(report, data) {
    const it = test(report, data.test_id);
    beginAttempt(it, data.attempt);
    if (data.attempt < it.attempt) return;
    const last = it.lines.at(-1)?.n ?? 0;
    it.lines.push(...data.lines.filter((line) => line.n > last));
    if (it.lines.length > MOST_LINES) {
      it.lines.splice(0, it.lines.length - MOST_LINES);
      it.dropped = true;
    }
  },
  test_attempt_completed(report, data) {
    const it = test(report, data.test_id);
    beginAttempt(it, data.attempt);
    it.inside += 1;
  },
  test_case_completed(report, data) {
    const it = test(report, data.test_id);
    beginAttempt(it, data.attempt);
    if (data.attempt < it.attempt) return;
    const total = data.cases.at(-1).n;
    const known = it.cases?.total ?? 0;
    const fresh = data.cases.filter((one) => one.n > known && (one.outcome === 'failed' || one.outcome === 'broken')).length;
    it.cases = { total: Math.max(known, total), against: (it.cases?.against ?? 0) + fresh };
    it.inside += 1;
  },
  test_artifact(report, data) {
    test(report, data.test_id).inside += 1;
  },
  test_completed(report, data) {
    const it = test(report, data.test_id);
    it.quarantined = data.quarantined ?? it.quarantined;
    it.status = data.status;
    it.logs = data.logs ?? '';
    it.duration = data.duration_ms ?? null;
  },
  campain_progress(report, data) {
    report.progress = Math.max(report.progress, data.progress);
  },
  campain_cancelling(report, data) {
    report.stop = { reason: data.reason, requestedBy: data.requested_by };
  },
  campain_error(report, data) {
    report.error = data.error;
  },
  campain_completed(report, data) {
    report.status = data.status;
  },
};

/** The events that change the report. */
export const eventNames = Object.keys(folds);

/** Applies one event. @returns the id of the test that changed, if one did */
export const apply = (report, name, data) => {
  folds[name](report, data);
  return data.test_id;
};

/** More tests of the report, as its own list answers them. */
export const addTests = (report, page) => {
  for (const row of page.tests) rowOf(report, row);
  report.more = page.next?.url ?? null;
};

/** Lines of one attempt that came before those known: puts them in front. */
export const addEarlierLines = (it, attempt, lines) => {
  if (attempt !== it.attempt) return;
  const first = it.lines[0]?.n ?? Number.MAX_SAFE_INTEGER;
  it.lines.unshift(...lines.filter((line) => line.n < first));
  if (it.lines.length > MOST_LINES) {
    it.lines.splice(0, it.lines.length - MOST_LINES);
    it.dropped = true;
  }
};

/** Whether the run is being ended. */
export const isStopping = (report) => report.stop !== null && !isOver(report);

export const isOver = (report) => report.status === 'completed' || report.status === 'failed';
