// The report of a run as people watch it, stop it, look into it and travel through it, in a real browser against a real installation.
// page.js says what is needed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, closePage, endOf, journeys, launchRun, makeCampaign, picture, row, RUN, stopRun, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_URL } from './page.js';

let campaign;

const pause = (seconds) => ({ type: 'pause', value: { duration: seconds } });
const look = (status) => ({ type: 'http', value: { method: 'GET', url: `${VIGIE_URL}/health`, expected_status: status } });

const shared = journeys(async ({ api }) => {
  const tests = Array.from({ length: 30 }, (_, index) => ({ name: `Commande ${index + 1}`, actions: [pause(1)] }));
  tests[0] = { name: 'Premier pas', actions: [look(200)] };
  tests[1] = { name: 'Le paiement est refusé', actions: [look(599)] };
  tests[2] = { name: 'Le vieux rapport', actions: [look(599)], quarantined: true, quarantine_reason: 'essai' };
  campaign = await makeCampaign(api, `Rapports ${RUN}`, tests);
});

const launch = () => launchRun(shared.api, campaign);
const stop = (id) => stopRun(shared.api, id);

/** What a browser says of a network that is gone, and of answers that journeys are about. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|status of 4\d\d/;

/** What is seen at one glance. */
const view = (page, name) => picture(page, `report-${name}`, {});

const percentOf = async (page) => Number((await page.getByRole('progressbar').first().getAttribute('aria-valuenow')) ?? 0);

describe('a report', () => {
  test('moves in two browsers at once, and stops for both', async () => {
    const id = await launch();
    const one = await shared.open();
    const two = await shared.open({ locale: 'en-GB', colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await one.page.goto(`/reports/${id}`);
    await two.page.goto(`/reports/${id}`);
    await one.page.getByText('En direct').waitFor();
    await two.page.getByText('Live', { exact: true }).waitFor();
    await one.page.locator('button[data-status=running]').first().waitFor();
    await row(one.page, 'Commande 4').and(one.page.locator('[data-status=passed]')).waitFor();
    await row(two.page, 'Commande 4').and(two.page.locator('[data-status=passed]')).waitFor();
    assert.ok((await percentOf(one.page)) > 0);
    await view(one.page, 'live');
    await view(two.page, 'live-dark-narrow');
    await assertAccessible(one.page, 'report');
    await assertAccessible(two.page, 'report');

    await one.page.getByRole('button', { name: 'Arrêter' }).click();
    await view(one.page, 'stop');
    await one.page.getByRole('dialog').getByRole('button', { name: 'Arrêter' }).click();
    for (const [page, word, by] of [[one.page, 'Terminé avec des échecs', 'Arrêté par vous'], [two.page, 'Completed with failures', 'Stopped by you']]) {
      await page.getByText(word).waitFor();
      await page.getByText(by).waitFor();
    }
    assert.equal(await one.page.getByText('En direct').count(), 0);
    assert.equal(await one.page.getByRole('button', { name: 'Arrêter' }).count(), 0);
    const wide = await two.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} px wide on a screen of 360`);
    await view(two.page, 'stopped-dark-narrow');
    await closePage(one);
    await closePage(two);
  });

  test('goes on where it was when the network comes back, and tells so meanwhile', async () => {
    const id = await launch();
    const opened = await shared.open({}, OFFLINE);
    const { context, page } = opened;
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor();
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor();
    await page.getByText(/dernier événement à/).waitFor();
    await view(page, 'offline');
    await context.setOffline(false);
    await page.getByText('En direct').waitFor();
    const second = await context.newPage();
    await second.goto(`/reports/${id}`);
    await second.getByText('En direct').waitFor();
    await row(second, 'Premier pas').and(second.locator('[data-status=passed]')).waitFor();
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor();
    await second.getByText('Terminé avec des échecs').waitFor();
    const statuses = (of) => of.locator('button[data-status]').evaluateAll((rows) => rows.map((one) => `${one.id} ${one.dataset.status}`));
    const [here, there] = [await statuses(page), await statuses(second)];
    assert.deepEqual(here, there);
    assert.ok(!here.some((one) => one.endsWith('running')));
    await closePage(opened);
  });

  test('is looked through with the keyboard alone, down to a line', async () => {
    const id = await launch();
    await stop(id);
    await endOf(shared.api, id);
    const again = await launch();
    const opened = await shared.open();
    const { context, page } = opened;
    await page.goto(`/reports/${again}`);
    await page.locator('button[data-status=failed]').first().waitFor();
    await stop(again);
    await page.getByText('Terminé avec des échecs').waitFor();

    await page.keyboard.press('f');
    await row(page, 'Le paiement est refusé').and(page.locator('[aria-expanded=true]')).waitFor();
    await page.getByRole('log').getByText(/Action échouée|599/).first().waitFor();
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Le paiement est refusé/);
    await view(page, 'failure');
    await assertAccessible(page, 'report');
    await page.keyboard.press('j');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Le vieux rapport/);
    await page.getByText('En quarantaine').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('e');
    await row(page, 'Le paiement est refusé').and(page.locator('[aria-expanded=false]')).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Échec suivant').waitFor();
    await view(page, 'help');
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
    await other.locator('[data-marked=true]').getByText(/./).first().waitFor();
    assert.match(await other.locator('[data-marked=true]').innerText(), /^2\s/);
    await closePage(opened);
  });

  test('is taken along in every form', async () => {
    const id = await launch();
    await stop(id);
    await endOf(shared.api, id);
    const opened = await shared.open();
    const { context, page } = opened;
    await page.goto(`/reports/${id}`);
    await page.getByRole('button', { name: 'Exporter' }).click();
    await view(page, 'export');
    const places = await page.getByRole('menuitem').evaluateAll((items) => items.map((item) => item.href));
    assert.equal(places.length, 7);
    for (const place of places) {
      const answer = await context.request.head(place);
      assert.ok(answer.ok() || answer.status() === 405, `${place}: ${answer.status()}`);
    }
    await closePage(opened);
  });

  test('is travelled through, played and proved', async () => {
    const id = await launch();
    const opened = await shared.open();
    const { page } = opened;
    await page.goto(`/reports/${id}`);
    await row(page, 'Commande 4').and(page.locator('[data-status=passed]')).waitFor();
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor();
    await page.getByRole('button', { name: 'Voyager dans le temps' }).click();
    const slider = page.getByRole('slider', { name: "Moment de l'exécution" });
    await page.waitForURL(/at=\d{1,6}\b/);
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
    await page.getByRole('log').getByText('Démarrage du test').waitFor();
    await view(page, 'travel');
    await assertAccessible(page, 'report');

    await page.getByText('max', { exact: true }).click();
    await page.getByRole('button', { name: 'Rejouer' }).click();
    await page.waitForURL(new RegExp(`at=${last}\\b`));
    await page.getByText('Terminé avec des échecs').waitFor();

    await page.getByRole('button', { name: 'Vérifier' }).click();
    await page.getByText("L'historique est intact").waitFor();
    await view(page, 'proof');
    await assertAccessible(page, 'proof', '[role=dialog]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Revenir à la fin' }).click();
    await page.waitForURL((url) => !url.search.includes('at='));
    await closePage(opened);
  });

  test('says that it is not there', async () => {
    const opened = await shared.open();
    const { page } = opened;
    await page.goto('/reports/01890000-0000-7000-8000-000000000000');
    await page.getByText('Rapport non trouvé').waitFor();
    await view(page, 'not-found');
    await assertAccessible(page, 'report');
    await closePage(opened);
  });

  test('lets a log-in bring back what was shown when the session is over', async () => {
    const id = await launch();
    const opened = await shared.open({}, OFFLINE);
    const { context, page } = opened;
    await page.goto(`/reports/${id}`);
    await page.getByText('En direct').waitFor();
    await context.clearCookies();
    await context.setOffline(true);
    await page.getByText('Reconnexion…').waitFor();
    await context.setOffline(false);
    await page.getByLabel('Adresse e-mail').fill(VIGIE_EMAIL);
    await page.getByLabel('Mot de passe').fill(VIGIE_PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('En direct').waitFor();
    assert.match(page.url(), new RegExp(id));
    await stop(id);
    await page.getByText('Terminé avec des échecs').waitFor();
    await closePage(opened);
  });
});
