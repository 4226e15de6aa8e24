// What the journeys share: one browser, log-ins, pictures, and what a page must never do.
// VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD (an administrator's), VIGIE_CHROMIUM say where and who; VIGIE_SCREENSHOTS where pictures go.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { chromium } from 'playwright-core';

export const { VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_CHROMIUM, VIGIE_SCREENSHOTS } = process.env;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How long anything that comes by itself may take; a machine may be busy. */
export const PATIENCE = { timeout: 60_000 };

/** A part of names, so that a journey can be repeated on one installation; of letters, since a search for a digit would find it. */
export const RUN = Date.now().toString(36).replaceAll(/\d/g, (digit) => 'abcdefghij'[digit]);

const launchBrowser = () => {
  mkdirSync(VIGIE_SCREENSHOTS, { recursive: true });
  return chromium.launch({
    executablePath: VIGIE_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
};

/** Logs in without a page. @returns calls of the API, and the session, to begin browsers' contexts with */
const logIn = async (browser) => {
  const context = await browser.newContext({ baseURL: VIGIE_URL, extraHTTPHeaders: { Origin: VIGIE_URL } });
  const answer = await context.request.post('/api/login', { data: { email: VIGIE_EMAIL, password: VIGIE_PASSWORD } });
  assert.equal(answer.status(), 200, await answer.text());
  return { api: context.request, session: await context.storageState() };
};

/** What a browser says of an answer that the journey is about. */
const REFUSED = /status of 4\d\d/;

/**
 * A browser of its own: a context shares neither session nor connection with another.
 *
 * @param expected what it may complain of besides; all else is a problem: a policy that was broken, a script that failed
 */
const openPage = async (browser, options = {}, expected = REFUSED) => {
  const context = await browser.newContext({ baseURL: VIGIE_URL, locale: 'fr-FR', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE.timeout);
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !expected.test(message.text()) && problems.push(message.text()));
  left.add(page);
  context.once('close', () => left.delete(page));
  return { context, page, problems };
};

export const closePage = async ({ context, problems }) => {
  assert.deepEqual(problems, []);
  await context.close();
};

/** Pages that no journey has closed yet. */
const left = new Set();

/** After each journey: one that failed has left its pages open, and what they show says more than why it failed. */
const tidyUp = async () => {
  for (const page of left) {
    await picture(page, `failed-${Date.now()}`).catch(() => undefined);
    await page.context().close();
  }
};

/**
 * What the journeys of a file share: one browser, and an administrator's calls of the API, there before the first of them begins.
 *
 * @param prepare what else they need: given all that, before the first
 * @returns `browser`, `api`, and `open(options, expected)`: a page of somebody who has logged in, unless `storageState` says otherwise
 */
export const journeys = (prepare = () => undefined) => {
  const shared = {
    open: (options = {}, expected = undefined) => openPage(shared.browser, { storageState: shared.session, ...options }, expected),
  };
  before(async () => {
    shared.browser = await launchBrowser();
    Object.assign(shared, await logIn(shared.browser));
    await prepare(shared);
  });
  afterEach(tidyUp);
  after(() => shared.browser?.close());
  return shared;
};

/** @param how the whole page unless told otherwise */
export const picture = (page, name, how = { fullPage: true }) => page.screenshot({ path: join(VIGIE_SCREENSHOTS, `${name}.png`), ...how });

/**
 * WCAG 2.2 AA and what is good practice besides, as far as a program sees it.
 *
 * @param within what is looked at: of a dialog that is open only itself, since the library draws its head as a second banner
 */
export const assertAccessible = async (page, name, within = ':root') => {
  // Scripts of others are refused by the page's policy, and this one comes through the debugger.
  await page.evaluate(AXE);
  const found = await page.evaluate(async (place) => {
    const { violations } = await globalThis.axe.run(place, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'landmark-no-duplicate-banner': { enabled: place === ':root' } },
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(' | ')}`);
  }, within);
  assert.deepEqual(found, [], name);
};

export const assertFits = async (page, name) => {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${name} is ${wide} px wide on a screen of ${window}`);
};

/** Makes a campaign with tests. @returns its id */
export const makeCampaign = async (api, name, tests) => {
  const { campain_id: campaign } = await (await api.post('/api/campains', { data: { name, description: '' } })).json();
  const made = await api.post('/api/tests/bulk', { data: { campain_id: campaign, tests } });
  assert.equal(made.status(), 201, await made.text());
  return campaign;
};

/** @returns the id of the report */
export const launchRun = async (api, campaign, name = `Rapport ${Date.now()}`, options = {}) => {
  const { filieres } = await (await api.get('/api/rapports/filieres')).json();
  const [first] = filieres;
  const filiere = process.env.VIGIE_ENVIRONMENT ?? (typeof first === 'string' ? first : first.name);
  const answer = await api.post('/api/rapports/execute', { data: { campain_id: campaign, name, filiere, ...options } });
  const { rapport_id: id } = await answer.json();
  assert.ok(id, `no report: ${answer.status()}`);
  return id;
};

export const stopRun = (api, id) => api.post(`/api/rapports/${id}/cancel`);

/** Asks again and again, until it is so. */
export const until = async (what, holds) => {
  const end = Date.now() + PATIENCE.timeout;
  for (;;) {
    const answer = await holds();
    if (answer) return answer;
    if (Date.now() > end) assert.fail(`Expected that ${what}, but it was not so within ${PATIENCE.timeout} ms.`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
};

export const endOf = (api, id) =>
  until(`${id} ends`, async () => {
    const report = await (await api.get(`/api/rapports/${id}`)).json();
    return report.result === 'pending' ? null : report;
  });

/** The row of a test. */
export const row = (page, name) => page.getByRole('button', { name: new RegExp(`${name}(?!\\d)`) });
