/** Folds a snapshot and events into what the report page shows. Knows no page. */

/** How many lines of one test are kept for showing. */
export const MOST_LINES = 1000;

export const nothing = (id) => ({
  id,
  name: '',
  environment: '',
  date: '',
  status: 'pending',
  progress: 0,
  error: '',
  tests: new Map(),
});

const test = (report, id) => {
  let found = report.tests.get(id);
  if (!found) {
    found = { id, name: '', order: report.tests.size + 1, status: 'pending', attempt: 1, logs: '', lines: [], dropped: false, duration: null };
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
  }
};

const folds = {
  snapshot(report, data) {
    const before = report.tests;
    report.name = data.details ?? report.name;
    report.environment = data.filiere ?? report.environment;
    report.date = data.dateCreated ?? report.date;
    report.status = data.status ?? 'pending';
    report.progress = data.progress ?? 0;
    report.error = '';
    report.tests = new Map();
    for (const row of data.tests ?? []) {
      const it = test(report, row.testId);
      it.name = row.name ?? row.testName ?? before.get(row.testId)?.name ?? '';
      it.order = row.order ?? row.position ?? it.order;
      it.status = row.status ?? 'pending';
      it.attempt = row.attempt ?? 1;
      it.logs = row.logs ?? '';
      it.duration = row.executionTimeMs ?? row.durationMs ?? null;
    }
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
  test_completed(report, data) {
    const it = test(report, data.test_id);
    it.status = data.status;
    it.logs = data.logs ?? '';
    it.duration = data.duration_ms ?? null;
  },
  campain_progress(report, data) {
    report.progress = Math.max(report.progress, data.progress);
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

export const isOver = (report) => report.status === 'completed' || report.status === 'failed';
