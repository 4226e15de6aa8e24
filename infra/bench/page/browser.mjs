// Drives a real Chromium for PageBench: reads a line of JSON at a time ({do, with}) and answers each with a line. What is measured inside the page is
// measured by watching it: its own observers say when something is there, and nothing waits for a time to be over.
// Usage: node browser.mjs '{"url":…,"token":…,"run":…,"tests":…,"chromium":…}'
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const { url, token, run, tests, chromium: executablePath } = JSON.parse(process.argv[2]);
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const VIEW = { locale: 'fr-FR', viewport: { width: 1440, height: 900 } };
const COOKIE = { name: 'token', value: token, url };
const LINE = 20;
/** So many lines the page asks for at once. */
const PART = 500;
const SWEEP_MILLIS = 30_000;

const browser = await chromium.launch({ executablePath, args: ARGS });
const report = `${url}/reports/${run}`;

/** A browser of its own: nothing is cached, nobody else uses its connection. */
const fresh = async () => {
  const context = await browser.newContext(VIEW);
  await context.addCookies([COOKIE]);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { context, page };
};

/** Put into the page before its own scripts: says when there are rows, and when a key has moved the focus to one. */
const watchLoad = () => {
  globalThis.seen = { rows: null, interactive: null };
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[role=list] button[id^=test-]')) return;
    observer.disconnect();
    globalThis.seen.rows = performance.now();
  }).observe(document, { subtree: true, childList: true });
  addEventListener('focusin', ({ target }) => {
    if (target.id?.startsWith('test-')) globalThis.seen.interactive ??= performance.now();
  });
};

const coldLoad = async () => {
  const { context, page } = await fresh();
  await page.addInitScript(watchLoad);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  // What the page's own thread worked, however busy the machine is.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const scripts = new Map();
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => type === 'Script' && scripts.set(requestId, { url: response.url, encoding: response.headers['content-encoding'] ?? 'none', bytes: 0 }));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  await page.goto(report, { waitUntil: 'commit' });
  await page.waitForFunction(() => globalThis.seen.rows !== null);
  await page.keyboard.press('j');
  await page.waitForFunction(() => globalThis.seen.interactive !== null);
  const load = await page.evaluate(() => ({
    document: performance.getEntriesByType('navigation')[0].responseEnd,
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    ...globalThis.seen,
  }));
  const { metrics } = await cdp.send('Performance.getMetrics');
  load.worked = metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
  await page.waitForLoadState('load');
  const all = [...scripts.values(), ...(await sharedWorkers())];
  await context.close();
  return { load, all };
};

/** A worker's script is loaded by no page: what it weighs is asked for as the browser does. */
const sharedWorkers = async () => {
  const cdp = await browser.newBrowserCDPSession();
  const { targetInfos } = await cdp.send('Target.getTargets');
  await cdp.detach();
  const addresses = new Set(targetInfos.filter(({ type }) => type === 'shared_worker').map((target) => target.url));
  return Promise.all(
    [...addresses].map(async (address) => {
      const answer = await fetch(address, { headers: { 'Accept-Encoding': 'br' } });
      const bytes = Number(answer.headers.get('content-length'));
      await answer.arrayBuffer();
      return { url: address, encoding: answer.headers.get('content-encoding') ?? 'none', bytes };
    }),
  );
};

let page;
let heap;

/** Put into the report: notes which stage each row shows when, by the wall clock. */
const watchRows = () => {
  // The wall clock tells whole milliseconds: its fractions are those of the other clock, from the moment that it jumped.
  let offset = -Infinity;
  for (const until = performance.now() + 20; performance.now() < until; ) offset = Math.max(offset, Date.now() - performance.now());
  const last = new Map();
  globalThis.shown = [];
  const look = (row, at) => {
    const button = row.querySelector('button[id^=test-]');
    if (!button) return;
    const { status } = button.dataset;
    if (status !== 'pending' && status !== 'running') return;
    const attempt = Number(/tentative (\d+)/.exec(button.textContent)?.[1] ?? 1);
    const stage = 2 * attempt + (status === 'running' ? 1 : 0);
    const test = Number(button.id.slice(-12));
    if (last.get(test) === stage) return;
    last.set(test, stage);
    globalThis.shown.push([test, stage, Math.round((offset + at) * 1_000)]);
  };
  const rowsOf = ({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('[role=listitem]');
  new MutationObserver((changes) => {
    const at = performance.now();
    for (const row of new Set(changes.map(rowsOf))) if (row) look(row, at);
  }).observe(document.querySelector('[role=list]'), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-status'] });
};

/** Runs in the page: scrolls by a screen's third with each frame, up and down again, and looks at what is there. */
const scrollThrough = (seconds) =>
  new Promise((resolve) => {
    const gaps = [];
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: 'longtask' });
    const begun = performance.now();
    const result = { looks: 0, empty: 0, inDocument: 0 };
    let before = begun;
    let step = Math.round(innerHeight / 3);
    const frame = (now) => {
      gaps.push(now - before);
      before = now;
      if (gaps.length % 10 === 0) {
        result.looks++;
        if (!document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('[role=listitem]')) result.empty++;
        result.inDocument = Math.max(result.inDocument, document.querySelectorAll('[role=listitem]').length);
      }
      if (performance.now() - begun > seconds * 1_000) {
        observer.disconnect();
        gaps.shift();
        const sorted = gaps.toSorted((one, other) => one - other);
        resolve({
          ...result,
          frames: gaps.length,
          late: gaps.filter((gap) => gap > 25).length,
          longestFrame: sorted.at(-1),
          p95Frame: sorted[Math.floor(sorted.length * 0.95)],
          longTasks: tasks.length,
          longestTask: Math.max(0, ...tasks),
        });
        return;
      }
      if (scrollY + innerHeight >= document.documentElement.scrollHeight - 400) step = -Math.abs(step);
      else if (scrollY < 400) step = Math.abs(step);
      scrollBy(0, step);
      requestAnimationFrame(frame);
    };
    scrollTo(0, 500);
    requestAnimationFrame(frame);
  });

/** Runs in the page: goes to a line of the open log, and says how long it took to be there. */
const toLine = ([line, height]) =>
  new Promise((resolve) => {
    const log = document.querySelector('[role=log]');
    const begun = performance.now();
    log.scrollTop = Math.max(0, (line - 1) * height - log.clientHeight / 2);
    const look = () => {
      const found = [...log.querySelectorAll('a')].find((number) => number.textContent === `${line}`);
      const text = found?.nextElementSibling?.textContent ?? '…';
      if (text !== '…') resolve({ millis: performance.now() - begun, inDocument: log.querySelectorAll('a').length, text });
      else requestAnimationFrame(look);
    };
    look();
  });

const usedHeap = async () => {
  await heap.send('HeapProfiler.collectGarbage');
  return (await heap.send('Runtime.getHeapUsage')).usedSize;
};

/** How long a link to one of many tests takes until its row is in view. */
const permalink = async (id) => {
  const linked = await fresh();
  const begun = performance.now();
  await linked.page.goto(`${report}?test=${id}`, { waitUntil: 'commit' });
  await linked.page.waitForFunction((element) => {
    const place = document.getElementById(element)?.getBoundingClientRect();
    return place !== undefined && place.top >= 0 && place.bottom <= innerHeight;
  }, `test-${id}`);
  const millis = performance.now() - begun;
  await linked.context.close();
  return millis;
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const deeds = {
  load: async (times) => {
    await coldLoad();
    const loads = [];
    let scripts = [];
    for (let turn = 0; turn < times; turn++) {
      const { load, all } = await coldLoad();
      loads.push(load);
      scripts = all;
    }
    return { loads, scripts: scripts.length, scriptBytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0), encodings: [...new Set(scripts.map(({ encoding }) => encoding))].join(', ') };
  },
  open: async () => {
    const opened = await fresh();
    ({ page } = opened);
    heap = await opened.context.newCDPSession(page);
    await page.goto(report);
    await page.getByText('En direct').waitFor();
    // Every test is known once the list says so.
    await page.locator(`[role=listitem][aria-setsize="${tests}"]`).first().waitFor();
    await page.evaluate(watchRows);
    const visible = await page.evaluate(() =>
      [...document.querySelectorAll('button[id^=test-]')]
        .filter((button) => button.getBoundingClientRect().top >= 0 && button.getBoundingClientRect().bottom <= innerHeight)
        .map((button) => Number(button.id.slice(-12))),
    );
    return { visible };
  },
  shown: async (test, stage) => {
    await page.waitForFunction(([number, least]) => globalThis.shown.some(([one, reached]) => one === number && reached >= least), [test, stage]);
    return page.evaluate(() => ({ shown: globalThis.shown, rows: Number(document.querySelector('[role=listitem]').ariaSetSize) }));
  },
  scroll: async (seconds) => ({ ...(await page.evaluate(scrollThrough, seconds)), rows: tests }),
  log: async (test, lines) => {
    await page.evaluate(() => scrollTo(0, 0));
    const heapBefore = await usedHeap();
    const id = `00000000-0000-4000-8000-${`${test}`.padStart(12, '0')}`;
    const name = `Commande ${test}`;
    await page.getByRole('searchbox').fill(name);
    await page.locator(`#test-${id}`).waitFor();
    const begun = performance.now();
    await page.locator(`#test-${id}`).click();
    await page.locator('[role=log] a').getByText(`${lines}`, { exact: true }).waitFor();
    const open = performance.now() - begun;
    const heapOpen = await usedHeap();
    const middle = await page.evaluate(toLine, [lines / 2, LINE]);
    const beginning = await page.evaluate(toLine, [1, LINE]);
    const sweepBegun = performance.now();
    let inDocument = 0;
    let parts = 0;
    // From the beginning on, as far as it comes: each part is one that was not looked at before.
    while (parts < lines / PART && performance.now() - sweepBegun < SWEEP_MILLIS) {
      inDocument = Math.max(inDocument, (await page.evaluate(toLine, [++parts * PART - PART / 2, LINE])).inDocument);
    }
    const sweep = performance.now() - sweepBegun;
    const end = await page.evaluate(toLine, [lines, LINE]);
    return { permalink: await permalink(id), open, middle: middle.millis, beginning: beginning.millis, end: end.millis, parts, sweep, heapBefore, heapOpen, heapAfter: await usedHeap(), inDocument };
  },
  lighthouse: async (path) => {
    const { default: lighthouse } = await import('lighthouse');
    const folder = mkdtempSync(join(tmpdir(), 'vigie-lighthouse-'));
    const port = await freePort();
    const own = await chromium.launchPersistentContext(folder, { executablePath, ...VIEW, args: [...ARGS, `--remote-debugging-port=${port}`] });
    try {
      await own.addCookies([COOKIE]);
      const { lhr } = await lighthouse(`${url}${path}`, {
        port,
        disableStorageReset: true,
        onlyCategories: ['accessibility', 'best-practices'],
        formFactor: 'desktop',
        screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false },
        throttlingMethod: 'provided',
        logLevel: 'error',
      });
      const score = (category) => Math.round((lhr.categories[category]?.score ?? 0) * 100);
      const against = Object.values(lhr.audits)
        .filter(({ score: one, scoreDisplayMode }) => one !== null && one < 1 && scoreDisplayMode !== 'informative')
        .map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items ?? []).slice(0, 600)}`);
      return { version: lhr.lighthouseVersion, accessibility: score('accessibility'), 'best-practices': score('best-practices'), against };
    } finally {
      await own.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: deed, with: words } = JSON.parse(line);
  console.log(JSON.stringify(await deeds[deed](...words)));
}
await browser.close();
