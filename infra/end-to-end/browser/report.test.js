// The report of a run as people watch it, stop it, look into it and travel through it, in a real browser against a real installation.
// VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_CHROMIUM say where and who; VIGIE_SCREENSHOTS where pictures go; VIGIE_ENVIRONMENT in which environment (the first otherwise).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_CHROMIUM, VIGIE_SCREENSHOTS } = process.env;
mkdirSync(VIGIE_SCREENSHOTS, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PATIENCE = { timeout: 20_000 };
let browser;
let api;
let campaign;
let environment;

const pause = (seconds) => ({ type: 'pause', value: { duration: seconds } });
const look = (status) => ({ type: 'http', value: { method: 'GET', url: `${VIGIE_URL}/health`, expected_status: status } });

before(async () => {
  browser = await chromium.launch({ executablePath: VIGIE_CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  api = (await browser.newContext({ baseURL: VIGIE_URL })).request;
  const { filieres } = await logIn(api).then(() => api.get('/api/rapports/filieres')).then((answer) => answer.json());
  environment = process.env.VIGIE_ENVIRONMENT ?? (typeof filieres[0] === 'string' ? filieres[0] : filieres[0].name);
  campaign = (await (await api.post('/api/campains', { data: { name: `Rapports ${Date.now()}`, description: '' } })).json()).campain_id;
  const tests = Array.from({ length: 30 }, (_, index) => ({ name: `Commande ${index + 1}`, actions: [pause(1)] }));
  tests[0] = { name: 'Premier pas', actions: [look(200)] };
  tests[1] = { name: 'Le paiement est refusé', actions: [look(599)] };
  tests[2] = { name: 'Le vieux rapport', actions: [look(599)], quarantined: true, quarantine_reason: 'essai' };
  const made = await api.post('/api/tests/bulk', { data: { campain_id: campaign, tests } });
  assert.equal(made.status(), 201, await made.text());
});

after(() => browser?.close());

const logIn = (request) => request.post('/api/login', { data: { email: VIGIE_EMAIL, password: VIGIE_PASSWORD } });

const launch = async () => {
  const answer = await api.post('/api/rapports/execute', { data: { campain_id: campaign, name: `Rapport ${Date.now()}`, filiere: environment } });
  const { rapport_id: id } = await answer.json();
  assert.ok(id, `no report: ${answer.status()}`);
  return id;
};

const stop = (id) => api.post(`/api/rapports/${id}/cancel`);

const ended = async (id) => {
  for (;;) {
    const { result } = await (await api.get(`/api/rapports/${id}`)).json();
    if (result !== 'pending') return;
  }
};

/** A browser of its own: a context shares neither session nor connection with another. */
const open = async (options = {}) => {
  const context = await browser.newContext({ baseURL: VIGIE_URL, locale: 'fr-FR', viewport: { width: 1440, height: 900 }, ...options });
  await logIn(context.request);
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !/ERR_INTERNET_DISCONNECTED/.test(message.text()) && problems.push(message.text()));
  return { context, page, problems };
};

const picture = (page, name) => page.screenshot({ path: join(VIGIE_SCREENSHOTS, `report-${name}.png`) });

/** @param within what is looked at: of a dialog that is open only itself, since the library draws its head as a second banner */
const accessible = async (page, within = ':root') => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((place) => globalThis.axe.run(place, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { 'landmark-no-duplicate-banner': { enabled: place === ':root' } } }), within);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`), []);
};

const percentOf = async (page) => Number((await page.getByRole('progressbar').first().getAttribute('aria-valuenow')) ?? 0);
const row = (page, name) => page.getByRole('button', { name: new RegExp(`${name}(?!\\d)`) });

describe('a report', () => {
  test('moves in two browsers at once, and stops for both', async () => {
    const id = await launch();
    const one = await open();
    const two = await open({ locale: 'en-GB', colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await one.page.goto(`/reports/${id}`);
    await two.page.goto(`/reports/${id}`);
    await one.page.getByText('En direct').waitFor(PATIENCE);
    await two.page.getByText('Live', { exact: true }).waitFor(PATIENCE);
    await one.page.locator('button[data-status=running]').first().waitFor(PATIENCE);
    await row(one.page, 'Commande 4').and(one.page.locator('[data-status=passed]')).waitFor(PATIENCE);
    await row(two.page, 'Commande 4').and(two.page.locator('[data-status=passed]')).waitFor(PATIENCE);
    assert.ok((await percentOf(one.page)) > 0);
    await picture(one.page, 'live');
    await picture(two.page, 'live-dark-narrow');
    await accessible(one.page);
    await accessible(two.page);

    await one.page.getByRole('button', { name: 'Arrêter' }).click();
    await picture(one.page, 'stop');
    await one.page.getByRole('dialog').getByRole('button', { name: 'Arrêter' }).click();
    for (const [page, word, by] of [[one.page, 'Terminé avec des échecs', 'Arrêté par vous'], [two.page, 'Completed with failures', 'Stopped by you']]) {
      await page.getByText(word).waitFor(PATIENCE);
      await page.getByText(by).waitFor(PATIENCE);
    }
    assert.equal(await one.page.getByText('En direct').count(), 0);
    assert.equal(await one.page.getByRole('button', { name: 'Arrêter' }).count(), 0);
    const wide = await two.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} px wide on a screen of 360`);
    await picture(two.page, 'stopped-dark-narrow');
    assert.deepEqual([...one.problems, ...two.problems], []);
    await one.context.close();
    await two.context.close();
  });

  test('goes on where it was when the network comes back, and tells so meanwhile', async () => {
    const id = await launch();
    const { context, page, problems } = await open();
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor(PATIENCE);
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor(PATIENCE);
    await page.getByText(/dernier événement à/).waitFor();
    await picture(page, 'offline');
    await context.setOffline(false);
    await page.getByText('En direct').waitFor(PATIENCE);
    const second = await context.newPage();
    await second.goto(`/reports/${id}`);
    await second.getByText('En direct').waitFor(PATIENCE);
    await row(second, 'Premier pas').and(second.locator('[data-status=passed]')).waitFor(PATIENCE);
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor(PATIENCE);
    await second.getByText('Terminé avec des échecs').waitFor(PATIENCE);
    const statuses = (of) => of.locator('button[data-status]').evaluateAll((rows) => rows.map((one) => `${one.id} ${one.dataset.status}`));
    const [here, there] = [await statuses(page), await statuses(second)];
    assert.deepEqual(here, there);
    assert.ok(!here.some((one) => one.endsWith('running')));
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('is looked through with the keyboard alone, down to a line', async () => {
    const id = await launch();
    await stop(id);
    await ended(id);
    const again = await launch();
    const { context, page, problems } = await open();
    await page.goto(`/reports/${again}`);
    await page.locator('button[data-status=failed]').first().waitFor(PATIENCE);
    await stop(again);
    await page.getByText('Terminé avec des échecs').waitFor(PATIENCE);

    await page.keyboard.press('f');
    await row(page, 'Le paiement est refusé').and(page.locator('[aria-expanded=true]')).waitFor();
    await page.getByRole('log').getByText(/Action échouée|599/).first().waitFor(PATIENCE);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Le paiement est refusé/);
    await picture(page, 'failure');
    await accessible(page);
    await page.keyboard.press('j');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Le vieux rapport/);
    await page.getByText('En quarantaine').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('e');
    await row(page, 'Le paiement est refusé').and(page.locator('[aria-expanded=false]')).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Échec suivant').waitFor();
    await picture(page, 'help');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('paiement');
    await row(page, 'Premier pas').waitFor({ state: 'detached' });
    assert.match(page.url(), /q=paiement/);

    await page.getByRole('link', { name: 'Lien vers la ligne 2' }).click();
    await page.waitForURL(/line=2/);
    const link = page.url();
    const other = await context.newPage();
    await other.goto(link);
    await other.locator('[data-marked=true]').getByText(/./).first().waitFor(PATIENCE);
    assert.match(await other.locator('[data-marked=true]').innerText(), /^2\s/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('is taken along in every form', async () => {
    const id = await launch();
    await stop(id);
    await ended(id);
    const { context, page } = await open();
    await page.goto(`/reports/${id}`);
    await page.getByRole('button', { name: 'Exporter' }).click();
    await picture(page, 'export');
    const places = await page.getByRole('menuitem').evaluateAll((items) => items.map((item) => item.href));
    assert.equal(places.length, 7);
    for (const place of places) {
      const answer = await context.request.head(place);
      assert.ok(answer.ok() || answer.status() === 405, `${place}: ${answer.status()}`);
    }
    await context.close();
  });

  test('is travelled through, played and proved', async () => {
    const id = await launch();
    const { context, page, problems } = await open();
    await page.goto(`/reports/${id}`);
    await row(page, 'Commande 4').and(page.locator('[data-status=passed]')).waitFor(PATIENCE);
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Voyager dans le temps' }).click();
    const slider = page.getByRole('slider', { name: "Moment de l'exécution" });
    await page.waitForURL(/at=\d{1,6}\b/, PATIENCE);
    const last = Number(await slider.getAttribute('aria-valuemax'));
    assert.equal(Number(await slider.getAttribute('aria-valuenow')), last);
    await slider.focus();
    await slider.press('Home');
    await page.getByText('Avant le premier événement').first().waitFor();
    await page.waitForURL(/at=0/);
    assert.equal(await page.locator('button[data-status]').count(), 0);

    for (let step = 0; step < 40; step++) await page.getByRole('button', { name: 'Événement suivant' }).click();
    await page.waitForURL(/at=40/);
    await row(page, 'Premier pas').and(page.locator('[data-status=passed]')).waitFor();
    assert.equal(await page.getByText('Terminé avec des échecs').count(), 0);
    await row(page, 'Premier pas').click();
    await page.getByRole('log').getByText('Démarrage du test').waitFor(PATIENCE);
    await picture(page, 'travel');
    await accessible(page);

    await page.getByText('max', { exact: true }).click();
    await page.getByRole('button', { name: 'Rejouer' }).click();
    await page.waitForURL(new RegExp(`at=${last}\\b`), PATIENCE);
    await page.getByText('Terminé avec des échecs').waitFor();

    await page.getByRole('button', { name: 'Vérifier' }).click();
    await page.getByText("L'historique est intact").waitFor(PATIENCE);
    await picture(page, 'proof');
    await accessible(page, '[role=dialog]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Revenir à la fin' }).click();
    await page.waitForURL((url) => !url.search.includes('at='));
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('says that it is not there', async () => {
    const { context, page } = await open();
    await page.goto('/reports/01890000-0000-7000-8000-000000000000');
    await page.getByText('Rapport non trouvé').waitFor(PATIENCE);
    await picture(page, 'not-found');
    await accessible(page);
    await context.close();
  });

  test('lets a log-in bring back what was shown when the session is over', async () => {
    const id = await launch();
    const { context, page } = await open();
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor(PATIENCE);
    await context.clearCookies();
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor(PATIENCE);
    await context.setOffline(false);
    await page.getByLabel('Adresse e-mail').fill(VIGIE_EMAIL);
    await page.getByLabel('Mot de passe').fill(VIGIE_PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('En direct').waitFor(PATIENCE);
    assert.match(page.url(), new RegExp(id));
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor(PATIENCE);
    await context.close();
  });
});
