// Who comes for the first time, and who comes without an administrator's rights, in a real browser against a real installation with the demonstration.
// page.js says what is needed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, assertFits, closePage, journeys, picture, RUN, stopRun, VIGIE_EMAIL, VIGIE_PASSWORD } from './page.js';

const shared = journeys();

const enter = async (page, email, password) => {
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
};

describe('a visit', () => {
  test('is three steps from the log-in to a running demonstration when nothing has run', async () => {
    const opened = await shared.open({ storageState: undefined });
    const { page, context } = opened;
    // Other journeys may have run something here: then neither this answer nor a live stream would be that of a new installation.
    await context.addInitScript(() => delete globalThis.SharedWorker);
    let silent = [];
    await page.routeWebSocket('**/ws', (socket) => (silent ? silent.push(socket) : socket.connectToServer()));
    await page.route(/\/api\/rapports\?/, (route) => route.fulfill({ json: { data: [], pagination: { current_page: 1, page_size: 50, total_items: 0, total_pages: 1, has_next: false, has_prev: false } } }));
    await page.goto('/');
    await enter(page, VIGIE_EMAIL, VIGIE_PASSWORD);
    await page.getByRole('link', { name: 'Lancer la démonstration' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Bienvenue dans Vigie' }).waitFor();
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), ['1. Ouvrez une campagne', "2. Choisissez l'environnement", '3. Regardez-la en direct']);
    await picture(page, 'first-visit');
    await assertAccessible(page, 'first visit');
    await page.unroute(/\/api\/rapports\?/);
    const unheard = silent;
    silent = undefined;
    for (const socket of unheard) await socket.close();

    await page.getByRole('link', { name: 'Lancer la démonstration' }).click();
    assert.match(await page.getByLabel('Nom du rapport').inputValue(), /^\p{Lu}\p{Ll}+ \d{4}/u);
    await page.getByLabel('Nom du rapport').fill(`Première ${RUN}`);
    await page.getByLabel('Environnement').selectOption('DEMO');
    await picture(page, 'first-launch');
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.waitForURL(/\/reports\//);
    await page.getByRole('heading', { level: 1, name: `Première ${RUN}` }).waitFor();
    await page.locator('button[data-status]').first().waitFor();
    await picture(page, 'first-run');
    await stopRun(shared.api, new URL(page.url()).pathname.split('/').at(-1));
    await closePage(opened);
  });

  test('of somebody without the rights of an administrator shows what is theirs to do, and no more', async () => {
    const email = `${RUN}@example.com`;
    const made = await shared.api.post('/api/users', { data: { name: 'Camille Visite', email, password: 'une phrase assez longue', role: 'user' } });
    assert.equal(made.status(), 201, await made.text());
    const opened = await shared.open({ storageState: undefined });
    const { page } = opened;
    await page.goto('/environments');
    await enter(page, email, 'une phrase assez longue');
    await page.getByRole('heading', { level: 1, name: 'Environnements' }).waitFor();
    await page.getByText('Seuls les administrateurs changent les variables.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Ajouter une variable' }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'Audit' }).count(), 0);
    await page.getByRole('table').waitFor();
    await picture(page, 'environments-without-rights');
    await assertAccessible(page, 'environments without rights');
    await page.goto('/audit');
    await page.getByText("Seuls les administrateurs lisent l'audit").waitFor();
    await page.goto('/campaigns');
    await page.getByRole('button', { name: 'Nouvelle campagne' }).click();
    await page.getByRole('dialog').getByLabel('Nom').fill(`Visite ${RUN}`);
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByRole('heading', { level: 1, name: `Visite ${RUN}` }).waitFor();
    await assertFits(page, 'a campaign without rights');
    await closePage(opened);
  });
});
