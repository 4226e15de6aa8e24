// The report of a run while the gateway dies and returns again and again, in a real browser against a real installation. Not beside other journeys: they would lose it, too.
// page.js says what is needed; VIGIE_DATA is the installation's folder, in which its supervisor writes down its programs.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { closePage, endOf, journeys, launchRun, makeCampaign, picture, row, RUN } from './page.js';

const KILLS = 3;
/** Tests that end while the gateway is away, each time. */
const STEPS = 8;

/** Numbered lines, until there were enough. */
const tells = (asked) => `import time, urllib.request
n = 0
while n == 0 or urllib.request.urlopen("${asked}/more", timeout=60).read() == b"yes":
    for _ in range(20):
        n += 1
        print(f"numéro {n}", flush=True)
        time.sleep(0.05)
`;

/** What the tests of the run ask: how long to go on is decided here, however long a gateway takes to return. */
const conductor = async () => {
  let kills = 0;
  let enough = false;
  const waiting = [];
  const server = createServer((request, response) => {
    if (request.url === '/more') return response.end(enough ? 'no' : 'yes');
    waiting.push({ kill: Math.ceil(Number(request.url.split('/').at(-1)) / STEPS), go: () => response.end('ok') });
    return release();
  });
  const release = () => {
    for (const one of waiting.filter(({ kill }) => kill <= kills)) one.go(waiting.splice(waiting.indexOf(one), 1));
  };
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    killed: () => release(kills++),
    end: () => (enough = true),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

let asked;

const shared = journeys(async () => {
  asked = await conductor();
});

after(() => asked?.close());

const gateway = () => {
  const { programs } = JSON.parse(readFileSync(join(process.env.VIGIE_DATA, 'run', 'state.json'), 'utf8'));
  return programs.find(({ name }) => name === 'notification-gateway');
};

/** As `kill -9` does. */
const killGateway = () => process.kill(gateway().identity.pid, 'SIGKILL');

/** What a browser says of a connection that nobody takes, and of a gateway whose services are not found yet. */
const UNREACHED = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection|status of 50\d/;

/** Everything that the page says of its connection from now on, in order, however short. */
const watchStates = async (page) => {
  const states = [];
  await page.exposeFunction('seen', (state) => states.push(state));
  await page.evaluate(() => {
    const now = () =>
      [...document.querySelectorAll('[role=status]')].map((one) => /En direct|Reconnexion…|Connexion…/.exec(one.textContent)?.[0]).find((word) => word) ?? '';
    let last = now();
    new MutationObserver(() => {
      if (now() !== last) globalThis.seen((last = now()));
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  return states;
};

const statuses = (page) => page.locator('button[data-status]').evaluateAll((rows) => rows.map((one) => `${one.id} ${one.dataset.status}`));

/** The window is pushed along the lines from the first to the last. @returns every line that it showed, with its number, in order */
const allLines = (log) =>
  log.evaluate(async (element) => {
    const found = new Map();
    const picture = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const read = () => {
      for (const line of element.querySelectorAll('[data-marked]')) found.set(Number(line.firstChild.textContent), line.lastChild.textContent);
    };
    for (let top = 0; top < element.scrollHeight; top += element.clientHeight / 2) {
      element.scrollTo({ top });
      do await picture();
      while ([...element.querySelectorAll('[data-marked]')].some((line) => line.lastChild.textContent === '…'));
      read();
    }
    return [...found].sort(([one], [other]) => one - other);
  });

/** All lines of a test's log, as they are kept. */
const linesOf = async (id, test) => {
  const lines = [];
  for (;;) {
    const { lines: some, total } = await (await shared.api.get(`/api/rapports/${id}/tests/${test}/logs?limit=1000&after=${lines.length}`)).json();
    lines.push(...some);
    if (lines.length >= total) return lines;
    assert.ok(some.length > 0, `only ${lines.length} of ${total} lines`);
  }
};

describe('a report whose gateway dies', { skip: process.env.VIGIE_DATA ? false : 'VIGIE_DATA does not say whose gateway' }, () => {
  test('says so, and has every line and every test once when it is over', async () => {
    const campaign = await makeCampaign(shared.api, `Panne ${RUN}`, [
      { name: 'Il raconte', actions: [{ type: 'python', value: { script: tells(asked.url), timeout: 600 } }] },
      ...Array.from({ length: STEPS * KILLS }, (_, index) => ({ name: `Étape ${index + 1}`, actions: [{ type: 'http', value: { method: 'GET', url: `${asked.url}/step/${index + 1}`, timeout: 120 } }] })),
    ]);
    const id = await launchRun(shared.api, campaign, `Panne ${RUN}`, { parallelism: 3 });
    // So tall that every row is in the document.
    const opened = await shared.open({ viewport: { width: 1440, height: 2000 } }, UNREACHED);
    const { page } = opened;
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor();
    await row(page, 'Il raconte').click();
    const log = page.getByRole('log');
    await log.getByText(/numéro/).first().waitFor();
    const states = await watchStates(page);

    for (let kill = 1; kill <= KILLS; kill++) {
      killGateway();
      asked.killed();
      const away = page.getByRole('status').filter({ hasText: 'Reconnexion…' });
      await away.waitFor();
      assert.match(await away.innerText(), /dernier événement à \d\d:\d\d:\d\d/);
      if (kill === 1) await picture(page, 'report-gateway-dead');
      await page.getByText('En direct').waitFor();
      await row(page, `Étape ${kill * STEPS}`).and(page.locator('[data-status=passed]')).waitFor();
    }
    asked.end();
    await page.getByText('Terminé avec succès', { exact: true }).waitFor();
    // Of a run that is over nothing is said, whenever that is heard here.
    assert.deepEqual(states.filter((state) => state !== ''), Array.from({ length: KILLS }, () => ['Reconnexion…', 'En direct']).flat());

    const report = await endOf(shared.api, id);
    const { tests } = await (await shared.api.get(`/api/rapports/${id}/tests?limit=1000`)).json();
    assert.equal(report.progress, 100);
    assert.deepEqual(await statuses(page), tests.map(({ testId, status }) => `test-${testId} ${status}`));
    const lines = await linesOf(id, tests[0].testId);
    const told = lines.flatMap(({ line }) => /numéro \d+$/.exec(line)?.[0] ?? []);
    assert.deepEqual(told, told.map((_, at) => `numéro ${at + 1}`));
    assert.deepEqual(await allLines(log), lines.map(({ n, line }) => [n, line]));
    await picture(page, 'report-gateway-survived');
    await closePage(opened);
  });
});
