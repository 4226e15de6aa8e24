// How the pages of one browser share one connection, do without that where a browser cannot, and tell of runs: in toasts, and outside the page when that is allowed.
// page.js says what is needed.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { closePage, journeys, launchRun, makeCampaign, picture, row, RUN, stopRun, VIGIE_URL } from './page.js';

const TABS = 10;

let slow;
let quick;

const pause = (seconds) => ({ type: 'pause', value: { duration: seconds } });

const shared = journeys(async ({ api }) => {
  slow = await makeCampaign(api, `Onglets ${RUN}`, Array.from({ length: 40 }, (_, index) => ({ name: `Pas ${index + 1}`, actions: [pause(index < 3 ? 1 : 5)] })));
  quick = { passes: `Avis ${RUN}`, fails: `Alerte ${RUN}` };
  quick.passesId = await makeCampaign(api, quick.passes, [{ name: 'Bref', actions: [pause(2)] }]);
  quick.failsId = await makeCampaign(api, quick.fails, [{ name: 'Raté', actions: [pause(1), { type: 'http', value: { method: 'GET', url: `${VIGIE_URL}/health`, expected_status: 599 } }] }]);
});

/** A way to the gateway on which one sees how many conversations are opened, and how many are open. */
const countingWay = async () => {
  const to = new URL(VIGIE_URL);
  const counted = { opened: 0, open: 0 };
  const sockets = new Set();
  const server = createServer((socket) => {
    const through = connect(Number(to.port), to.hostname);
    sockets.add(socket);
    socket.once('data', (begin) => {
      if (!begin.toString('latin1').startsWith('GET /ws')) return;
      counted.opened++;
      counted.open++;
      socket.once('close', () => counted.open--);
    });
    for (const [one, other] of [[socket, through], [through, socket]]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
    }
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { counted, close, baseURL: `http://127.0.0.1:${server.address().port}` };
};

describe('the pages of one browser', () => {
  test('share one connection, ten of them', async () => {
    const id = await launchRun(shared.api, slow);
    const way = await countingWay();
    const opened = await shared.open({ baseURL: way.baseURL });
    await opened.page.goto(`/reports/${id}`);
    await opened.page.getByText('En direct').waitFor();
    const others = [];
    for (let tab = 1; tab < TABS; tab++) {
      const page = await opened.context.newPage();
      others.push(page);
      await page.goto(`/reports/${id}`);
      await page.getByText('En direct').waitFor();
    }
    assert.deepEqual(way.counted, { opened: 1, open: 1 });
    await stopRun(shared.api, id);
    for (const page of [opened.page, ...others]) await page.getByText('Terminé avec des échecs').waitFor();
    assert.equal(way.counted.opened, 1);
    await closePage(opened);
    way.close();
  });

  test('have one connection each where a browser cannot share, and come back by themselves', async () => {
    const id = await launchRun(shared.api, slow);
    const way = await countingWay();
    const opened = await shared.open({ baseURL: way.baseURL }, /ERR_INTERNET_DISCONNECTED/);
    const { context, page } = opened;
    await context.addInitScript(() => delete globalThis.SharedWorker);
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor();
    assert.equal(await page.evaluate(() => 'SharedWorker' in globalThis), false);
    const second = await context.newPage();
    await second.goto(`/reports/${id}`);
    await second.getByText('En direct').waitFor();
    assert.deepEqual(way.counted, { opened: 2, open: 2 });
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor();
    await context.setOffline(false);
    await page.getByText('En direct').waitFor();
    await second.getByText('En direct').waitFor();
    await row(page, 'Pas 3').and(page.locator('[data-status=passed]')).waitFor();
    await stopRun(shared.api, id);
    for (const each of [page, second]) await each.getByText('Terminé avec des échecs').waitFor();
    await closePage(opened);
    way.close();
  });
});

/** Launches by hand, as only that is told of in a toast. */
const launchByHand = async (page, campaign, name) => {
  await page.goto(`/campaigns/${campaign}`);
  await page.getByRole('button', { name: 'Exécuter la campagne' }).click();
  await page.getByLabel('Nom du rapport').fill(name);
  await page.getByLabel('Environnement').selectOption('DEMO');
};

describe('who has launched a run', () => {
  test('sees one toast wherever they go, which says how it ended and leads there', async () => {
    const opened = await shared.open();
    const { page } = opened;
    for (const [campaign, name, ending] of [
      [quick.passesId, quick.passes, 'terminé avec succès'],
      [quick.failsId, quick.fails, 'terminé avec des échecs'],
    ]) {
      await launchByHand(page, campaign, name);
      await page.getByRole('button', { name: 'Lancer', exact: true }).click();
      await page.waitForURL(/\/reports\//);
      const report = page.url();
      const toast = page.getByRole('alert').filter({ hasText: `« ${name} »` });
      await toast.getByText(/est en cours d’exécution/).waitFor();
      await page.getByRole('link', { name: 'Environnements', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Environnements' }).waitFor();
      assert.equal(await toast.count(), 1);
      await toast.getByText(`« ${name} » : ${ending}`).waitFor();
      assert.equal(await toast.count(), 1);
      await picture(page, `toast-${ending.endsWith('succès') ? 'passed' : 'failed'}`);
      await toast.getByRole('link', { name: 'Voir le rapport' }).click();
      await page.waitForURL(report);
    }
    await closePage(opened);
  });

  test('is told outside the page when they asked for it with a click, and never asked before', async () => {
    const opened = await shared.open();
    const { context, page } = opened;
    await context.addInitScript(() => {
      const asked = [];
      const told = [];
      globalThis.Notification = class {
        static permission = 'default';
        static requestPermission = () => {
          asked.push(navigator.userActivation.isActive);
          globalThis.Notification.permission = 'granted';
          return Promise.resolve('granted');
        };
        constructor(title, options) {
          told.push({ title, body: options.body });
        }
        close() {}
      };
      Object.assign(globalThis, { asked, told });
    });
    for (const place of ['/', '/campaigns', `/campaigns/${quick.passesId}`]) {
      await page.goto(place);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.deepEqual(await page.evaluate(() => globalThis.asked), []);
    }
    const name = `${quick.passes} 2`;
    await launchByHand(page, quick.passesId, name);
    await page.getByRole('button', { name: "Plus d'options" }).click();
    await page.getByRole('checkbox', { name: /Me prévenir/ }).check();
    assert.deepEqual(await page.evaluate(() => globalThis.asked), [true]);
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.waitForURL(/\/reports\//);
    // As if another tab were in front.
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }));
    await page.getByText(`« ${name} » : terminé avec succès`).waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.told), [{ title: 'Vigie', body: `« ${name} » : terminé avec succès` }]);
    await closePage(opened);
  });
});
