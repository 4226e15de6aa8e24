// How the pages of one browser share one connection, do without that where a browser cannot, and tell of runs: in toasts, and outside the page when that is allowed.
// page.js says what is needed.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { closePage, endOf, launchBrowser, launchRun, logIn, makeCampaign, openPage, picture, row, RUN, stopRun, tidyUp } from './page.js';

const TABS = 10;

let browser;
let api;
let session;
let slow;
let quick;

const pause = (seconds) => ({ type: 'pause', value: { duration: seconds } });

before(async () => {
  browser = await launchBrowser();
  ({ api, session } = await logIn(browser));
  slow = await makeCampaign(api, `Onglets ${RUN}`, Array.from({ length: 40 }, (_, index) => ({ name: `Pas ${index + 1}`, actions: [pause(1)] })));
  quick = { passes: `Avis ${RUN}`, fails: `Alerte ${RUN}` };
  quick.passesId = await makeCampaign(api, quick.passes, [{ name: 'Bref', actions: [pause(2)] }]);
  quick.failsId = await makeCampaign(api, quick.fails, [{ name: 'Raté', actions: [pause(1), { type: 'http', value: { method: 'GET', url: `${process.env.VIGIE_URL}/health`, expected_status: 599 } }] }]);
});

afterEach(tidyUp);
after(() => browser?.close());

/** Every WebSocket to the gateway that this browser opens from now on, of pages and of shared workers. */
const countConnections = async () => {
  const debug = await browser.newBrowserCDPSession();
  const opened = new Set();
  const closed = new Set();
  const watch = async (targetId) => {
    const { sessionId } = await debug.send('Target.attachToTarget', { targetId, flatten: false });
    await debug.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: 1, method: 'Network.enable' }) });
  };
  debug.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { method, params } = JSON.parse(message);
    if (method === 'Network.webSocketCreated') opened.add(`${sessionId} ${params.requestId}`);
    if (method === 'Network.webSocketClosed') closed.add(`${sessionId} ${params.requestId}`);
  });
  debug.on('Target.targetCreated', ({ targetInfo }) => ['page', 'shared_worker'].includes(targetInfo.type) && void watch(targetInfo.targetId).catch(() => undefined));
  await debug.send('Target.setDiscoverTargets', { discover: true });
  return { open: () => opened.size - closed.size, opened: () => opened.size, stop: () => debug.detach() };
};

describe('the pages of one browser', () => {
  test('share one connection, ten of them', async () => {
    const id = await launchRun(api, slow);
    const connections = await countConnections();
    const opened = await openPage(browser, { storageState: session });
    await opened.page.goto(`/reports/${id}`);
    await opened.page.getByText('En direct').waitFor();
    const others = [];
    for (let tab = 1; tab < TABS; tab++) {
      const page = await opened.context.newPage();
      others.push(page);
      await page.goto(`/reports/${id}`);
      await page.getByText('En direct').waitFor();
    }
    assert.equal(connections.opened(), 1);
    assert.equal(opened.context.serviceWorkers().length, 0);
    await stopRun(api, id);
    for (const page of [opened.page, ...others]) await page.getByText('Terminé avec des échecs').waitFor();
    assert.equal(connections.opened(), 1);
    await connections.stop();
    await closePage(opened);
  });

  test('have one connection each where a browser cannot share, and come back by themselves', async () => {
    const id = await launchRun(api, slow);
    const connections = await countConnections();
    const opened = await openPage(browser, { storageState: session }, /ERR_INTERNET_DISCONNECTED/);
    const { context, page } = opened;
    await context.addInitScript(() => delete globalThis.SharedWorker);
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor();
    assert.equal(await page.evaluate(() => 'SharedWorker' in globalThis), false);
    const second = await context.newPage();
    await second.goto(`/reports/${id}`);
    await second.getByText('En direct').waitFor();
    assert.equal(connections.open(), 2);
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor();
    await context.setOffline(false);
    await page.getByText('En direct').waitFor();
    await second.getByText('En direct').waitFor();
    await row(page, 'Pas 3').and(page.locator('[data-status=passed]')).waitFor();
    await stopRun(api, id);
    for (const each of [page, second]) await each.getByText('Terminé avec des échecs').waitFor();
    await connections.stop();
    await closePage(opened);
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
    const opened = await openPage(browser, { storageState: session });
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
    const opened = await openPage(browser, { storageState: session });
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
    await page.getByRole('checkbox', { name: /navigateur|avertir|prévenir/i }).check();
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
