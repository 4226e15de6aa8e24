/** The report page: draws what the fold holds, once per frame, and only what changed. */
import { badge, el } from './elements.js';
import { call } from './api.js';
import { addEarlierLines, addTests, apply, isOver, isStopping, MOST_LINES, nothing } from './fold.js';
import { watch } from './stream.js';
import { clock, dateTime, words } from './words.js';

/** Shows a report and follows it. @returns a function that lets go of it */
export const showReport = (main, id, onExpired) => {
  const report = nothing(id);
  const changed = new Set();
  const rows = new Map();
  let everything = true;
  let state = 'connecting';
  let lastEventAt = null;
  let wasLost = false;
  let frame = 0;
  let loaded = false;

  const title = el('h1', {}, words.loading);
  const facts = el('p', { class: 'facts' });
  const connection = el('p', { class: 'connection', role: 'status' });
  const bar = el('progress', { max: 100, value: 0, 'aria-label': words.progress });
  const percent = el('span', { class: 'quiet' });
  const error = el('p', { class: 'notice bad', role: 'alert', hidden: true });
  const list = el('ul', { class: 'card tests' });
  const empty = el('p', { class: 'notice' }, words.noTests);
  const more = el('button', { type: 'button', hidden: true, onclick: () => showMore() }, words.moreTests);
  const cancel = el('button', { type: 'button', hidden: true, onclick: () => cancelRun() }, words.cancelRun);
  const next = el('button', { type: 'button', hidden: true, onclick: () => nextFailure() }, words.nextFailure, ' ', el('kbd', {}, 'f'));
  main.replaceChildren(
    el('p', {}, el('a', { href: '#/' }, `← ${words.campaigns}`)),
    el('div', { class: 'heading' }, title, connection, cancel),
    facts,
    el('div', { class: 'progress' }, bar, percent),
    error,
    el('div', { class: 'heading' }, el('h2', {}, words.tests), next),
    empty,
    list,
    el('p', { class: 'pager' }, more),
  );

  const drawHeader = () => {
    title.textContent = report.name || report.id;
    facts.replaceChildren(
      isStopping(report)
        ? badge('cancelling', `${report.stop.reason === 'timed-out' ? words.timingOut : words.cancelling} (${report.stop.requestedBy})`)
        : badge(report.status, words.statuses[report.status] ?? report.status),
      report.environment ? el('span', { class: 'tag' }, report.environment) : '',
      report.date ? el('time', { dateTime: report.date }, dateTime(report.date)) : '',
    );
    cancel.hidden = !loaded || isOver(report) || isStopping(report);
    bar.value = report.progress;
    percent.textContent = `${report.progress} %`;
    error.hidden = !report.error && !wasLost;
    error.textContent = report.error || (wasLost ? words.lost : '');
    empty.hidden = report.tests.size > 0 || !loaded;
    more.hidden = !report.more;
    next.hidden = ![...report.tests.values()].some((test) => test.status === 'failed');
  };

  const drawConnection = () => {
    const live = state === 'live' && !isOver(report);
    connection.className = `connection ${state === 'live' && !live ? 'ended' : state}`;
    const text = {
      connecting: words.connecting,
      live: isOver(report) ? words.ended : words.live,
      reconnecting: words.reconnecting + (lastEventAt ? ` (${words.lastEvent} ${clock(lastEventAt)})` : ''),
      ended: words.ended,
      gone: words.gone,
      expired: words.expired,
    }[state];
    connection.replaceChildren(live ? el('span', { class: 'dot', 'aria-hidden': 'true' }) : '', text);
  };

  const newRow = (test) => {
    const mark = el('span');
    const name = el('span', { class: 'name' });
    const facts = el('span', { class: 'quiet' });
    const inside = el('div', { class: 'inside', hidden: true });
    const log = el('div', { class: 'log', role: 'log', tabIndex: 0, 'aria-label': test.name || test.id });
    const details = el('details', { ontoggle: () => details.open && opened(test.id, row) }, el('summary', {}, mark, name, facts), log, inside);
    const row = { item: el('li', {}, details), details, mark, name, facts, log, inside, drawn: -1, first: 0, attempt: 0, shown: -1 };
    rows.set(test.id, row);
    return row;
  };

  const drawLog = (test, row) => {
    if (!row.details.open) return;
    const atBottom = row.log.scrollHeight - row.log.scrollTop - row.log.clientHeight < 24;
    if (!test.lines.length) {
      row.log.replaceChildren(el('p', { class: 'quiet' }, test.logs || words.noLogs));
      row.drawn = -1;
      return;
    }
    const first = test.lines[0].n;
    if (row.drawn < 0 || row.attempt !== test.attempt || row.first !== first) {
      row.log.replaceChildren(test.dropped || first > 1 ? el('p', { class: 'quiet' }, words.earlier) : '');
      row.drawn = first - 1;
      row.first = first;
      row.attempt = test.attempt;
    }
    row.log.append(...test.lines.filter((line) => line.n > row.drawn).map((line) => el('p', { class: line.level }, line.line)));
    row.drawn = test.lines.at(-1).n;
    if (atBottom) row.log.scrollTop = row.log.scrollHeight;
  };

  /** Shows the log of a test that was opened, and asks once for the lines that were said before we listened. */
  const opened = async (testId, row) => {
    const test = report.tests.get(testId);
    if (!test) return;
    row.drawn = -1;
    drawLog(test, row);
    showInside(test, row);
    const { attempt } = test;
    if (test.status === 'pending' || test.status === 'skipped' || (test.lines[0]?.n === 1) || row.asked === attempt) return;
    row.asked = attempt;
    const place = `/api/rapports/${encodeURIComponent(id)}/tests/${encodeURIComponent(testId)}/logs`;
    try {
      let page = await call(`${place}?attempt=${attempt}&limit=${MOST_LINES}`);
      const before = (test.lines[0]?.n ?? page.total + 1) - 1;
      if (before > MOST_LINES) {
        page = await call(`${place}?attempt=${attempt}&after=${before - MOST_LINES}&limit=${MOST_LINES}`);
        test.dropped = true;
      }
      addEarlierLines(test, page.attempt, page.lines);
    } catch {
      row.asked = 0;
    }
    row.drawn = -1;
    drawLog(test, row);
  };

  /** Shows what a test that is open has inside: attempts, artifacts, cases. Asks again only when the events say that there is more. */
  const showInside = async (test, row) => {
    const version = `${test.inside} ${test.status} ${test.attempt}`;
    if (!row.details.open || row.shown === version || row.asking) return;
    row.asking = true;
    row.shown = version;
    const place = `/api/rapports/${encodeURIComponent(id)}/tests/${encodeURIComponent(test.id)}`;
    try {
      const detail = await call(place);
      const page = detail.cases ? await call(`${place}/cases?limit=100`) : { cases: [] };
      drawInside(row, detail, page, place);
    } catch {
      row.shown = -1;
    }
    row.asking = false;
    if (row.shown !== -1) showInside(test, row);
  };

  const drawInside = (row, detail, page, place) => {
    const outcome = (word) => words.outcomes[word] ?? word ?? '';
    const attempts = detail.attempts.length > 1 ? detail.attempts : [];
    row.inside.hidden = !attempts.length && !detail.artifacts.length && !page.cases.length;
    row.inside.replaceChildren(
      ...(attempts.length
        ? [el('h3', {}, words.attempts), el('ol', {}, attempts.map((one) => el('li', {}, [outcome(one.outcome), one.durationMs === null ? '' : `${one.durationMs} ms`, one.worker ?? '', one.message ?? ''].filter(Boolean).join(' · '))))]
        : []),
      ...(detail.artifacts.length
        ? [el('h3', {}, words.artifacts), el('ul', {}, detail.artifacts.map((one) => el('li', {}, el('a', { href: one.url, target: '_blank', rel: 'noopener noreferrer' }, one.name), ` ${Math.ceil(one.size / 1024)} KB`)))]
        : []),
      ...(page.cases.length
        ? [
            el('h3', {}, `${words.cases} (${page.counts.total})`),
            el('ul', {}, page.cases.map((one) => el('li', { class: `case ${one.outcome}` }, [one.suite, one.name].filter(Boolean).join(' › '), ` ${outcome(one.outcome)} · ${one.durationMs} ms`, one.message ? el('pre', {}, one.message) : ''))),
            page.next ? el('a', { href: `${place}/cases?limit=1000`, target: '_blank', rel: 'noopener noreferrer' }, words.moreCases) : '',
          ]
        : []),
    );
  };

  const cancelRun = async () => {
    if (!confirm(words.cancelSure)) return;
    cancel.disabled = true;
    try {
      await call(`/api/rapports/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
    } catch (failure) {
      error.hidden = false;
      error.textContent = failure.message;
    }
    cancel.disabled = false;
  };

  const showMore = async () => {
    more.disabled = true;
    try {
      addTests(report, await call(report.more));
      everything = true;
      drawSoon();
    } catch (failure) {
      error.hidden = false;
      error.textContent = failure.message;
    }
    more.disabled = false;
  };

  const drawTest = (test) => {
    const row = rows.get(test.id) ?? newRow(test);
    row.mark.replaceChildren(badge(test.status, words.testStatuses[test.status] ?? test.status));
    row.name.textContent = test.name || test.id;
    const facts = [
      test.status === 'pending' && test.why && test.why !== 'planned' ? words.whys[test.why] ?? test.why : '',
      test.attempt > 1 ? `${words.attempt} ${test.attempt}` : '',
      test.cases ? `${test.cases.total} ${words.cases.toLowerCase()}${test.cases.against ? `, ${test.cases.against} ${words.against}` : ''}` : '',
      test.duration === null ? '' : `${test.duration} ms`,
    ];
    row.facts.replaceChildren(test.quarantined ? el('span', { class: 'tag' }, words.quarantined) : '', ` ${facts.filter(Boolean).join(' · ')}`);
    showInside(test, row);
    row.item.dataset.status = test.status;
    drawLog(test, row);
    return row;
  };

  const draw = () => {
    frame = 0;
    if (everything || [...changed].some((test) => !rows.has(test))) {
      for (const known of rows.keys()) if (!report.tests.has(known)) rows.delete(known);
      const inOrder = [...report.tests.values()].sort((one, other) => one.order - other.order);
      const open = document.activeElement;
      list.replaceChildren(...inOrder.map((test) => drawTest(test).item));
      open?.focus?.({ preventScroll: true });
      everything = false;
    } else {
      for (const test of changed) drawTest(report.tests.get(test));
    }
    changed.clear();
    list.hidden = !report.tests.size;
    drawHeader();
    drawConnection();
  };
  const drawSoon = () => {
    frame ||= requestAnimationFrame(draw);
  };

  const nextFailure = () => {
    const failures = [...list.querySelectorAll('li[data-status="failed"] > details')];
    if (!failures.length) return;
    const at = failures.findIndex((details) => details.contains(document.activeElement));
    const target = failures[(at + 1) % failures.length];
    target.open = true;
    target.querySelector('summary').focus();
    target.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event) => {
    if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.('input, textarea, select')) nextFailure();
  };
  addEventListener('keydown', onKey);

  const stop = watch(
    id,
    (name, data) => {
      lastEventAt = new Date();
      if (name === 'history_lost') {
        wasLost = true;
      } else {
        loaded = true;
        const test = apply(report, name, data);
        if (name === 'snapshot') {
          everything = true;
          for (const row of rows.values()) row.drawn = -1;
        } else if (test) {
          changed.add(test);
        }
      }
      drawSoon();
    },
    (now) => {
      state = now;
      if (now === 'expired') onExpired();
      else if (now === 'gone') {
        title.textContent = words.gone;
        loaded = false;
        empty.hidden = true;
        drawConnection();
      } else drawSoon();
    },
  );
  return () => {
    stop();
    cancelAnimationFrame(frame);
    removeEventListener('keydown', onKey);
  };
};
