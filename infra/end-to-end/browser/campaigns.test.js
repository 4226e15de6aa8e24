// Everything before and around a report, as a person does it, in a real browser against a real installation with the demonstration.
// page.js says what is needed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { assertAccessible, assertFits, closePage, journeys, picture, RUN, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_URL } from './page.js';

const CAMPAIGN = `Paiement ${RUN}`;

const { open } = journeys();

const idOf = async (page, name) => {
  const { data } = await (await page.request.get('/api/campains?page_size=100')).json();
  return data.find((campaign) => campaign.name === name)._id;
};

const openCampaign = async (page, name = CAMPAIGN) => {
  await page.goto(`/campaigns?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

const openLaunch = async (page) => {
  await page.getByRole('button', { name: 'Exécuter la campagne' }).click();
  await page.getByLabel('Nom du rapport').waitFor();
};

describe('campaigns, from the log-in to the launch', { concurrency: false }, () => {
  test('refuses a wrong password in a sentence and lets the right one in', async () => {
    const opened = await open({ storageState: undefined });
    const { page } = opened;
    await page.goto('/campaigns');
    await page.getByLabel('Adresse e-mail').fill(VIGIE_EMAIL);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill('wrong');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('Email ou mot de passe incorrect').waitFor();
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(VIGIE_PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Campagnes' }).waitFor();
    await closePage(opened);
  });

  test('creates a campaign', async () => {
    const opened = await open();
    const { page } = opened;
    await page.goto('/campaigns');
    await page.getByRole('button', { name: 'Nouvelle campagne' }).click();
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Ce champ est obligatoire.').waitFor();
    await page.getByRole('dialog').getByLabel('Nom').fill(CAMPAIGN);
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByRole('heading', { level: 1, name: CAMPAIGN }).waitFor();
    await page.getByText('Aucun test dans cette campagne').waitFor();
    await closePage(opened);
  });

  test('says beside its field why a launch is refused', async () => {
    const opened = await open();
    const { page } = opened;
    await openCampaign(page);
    await openLaunch(page);
    assert.match(await page.getByLabel('Nom du rapport').inputValue(), /^\p{Lu}\p{Ll}+ \d{4}/u);
    const name = page.getByLabel('Nom du rapport');
    await name.fill('');
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.getByText('Ce champ est obligatoire.').first().waitFor();
    assert.equal(await page.getByText('Ce champ est obligatoire.').count(), 2);
    await name.fill(`Refusé ${RUN}`);
    await page.getByLabel('Environnement').selectOption('DEMO');
    await page.getByRole('button', { name: "Plus d'options" }).click();
    await page.getByLabel('Parallélisme').fill('99');
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.getByText(/un nombre entier de 1 à 64/).waitFor();
    assert.equal(await page.getByLabel('Parallélisme').getAttribute('aria-invalid'), 'true');
    await picture(page, 'launch-refused');
    await page.getByLabel('Parallélisme').fill('');
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.getByRole('alert').getByText('Aucun test dans cette campagne').waitFor();
    await closePage(opened);
  });

  test('writes a test, says beside its field what is wrong with it, completes names, and tries it alone', async () => {
    const opened = await open();
    const { page } = opened;
    await openCampaign(page);
    await page.getByRole('link', { name: 'Ajouter un test' }).click();
    await page.getByLabel('Nom du test').fill('Santé');
    await page.getByRole('button', { name: 'Ajouter une action' }).click();
    await page.getByRole('menuitem', { name: 'Requête HTTP' }).click();
    await page.getByRole('button', { name: 'Créer le test' }).click();
    await page.getByText(/attendu un texte|Attendu : un texte/).waitFor();
    const address = page.getByLabel('Adresse', { exact: false }).first();
    await address.pressSequentially('{{base');
    await page.getByRole('option', { name: /base_url/ }).waitFor();
    await address.press('Enter');
    await address.pressSequentially('/health');
    assert.equal(await address.inputValue(), '{{base_url}}/health');
    await page.getByLabel('Environnement').selectOption('DEMO');
    await page.getByRole('button', { name: 'Essayer' }).click();
    await page.getByRole('log').getByText('Test terminé avec succès').waitFor();
    await page.getByRole('log').getByText('Démarrage du test').waitFor();
    await picture(page, 'test-tried');
    await assertAccessible(page, 'new test');
    await page.getByRole('button', { name: 'Créer le test' }).click();
    await page.getByRole('heading', { level: 1, name: 'Santé' }).waitFor();
    await page.getByRole('button', { name: 'Ajouter une action' }).click();
    await page.getByRole('menuitem', { name: 'Script Python' }).click();
    await page.locator('.cm-content').last().fill('print("bonjour")');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Test enregistré').waitFor();
    await assertAccessible(page, 'test');
    await closePage(opened);
  });

  test('asks before what was written is lost', async () => {
    const opened = await open();
    const { page } = opened;
    await openCampaign(page);
    await page.getByRole('link', { name: 'Santé' }).click();
    await page.getByLabel('Description').fill('Écrit et pas enregistré');
    await page.getByRole('link', { name: /Campagne$/ }).first().click();
    await page.getByRole('dialog', { name: 'Quitter sans enregistrer ?' }).waitFor();
    await page.getByRole('button', { name: 'Rester' }).click();
    assert.equal(await page.getByLabel('Description').inputValue(), 'Écrit et pas enregistré');
    await closePage(opened);
  });

  test('tells that somebody else has saved the test meanwhile', async () => {
    const opened = await open();
    const { page } = opened;
    await openCampaign(page);
    await page.getByRole('link', { name: 'Santé' }).click();
    await page.getByLabel('Description').fill('La mienne');
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.request.put(`/api/tests/${id}`, { data: { description: 'La sienne' }, headers: { Origin: VIGIE_URL } });
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await page.getByText("Ce test a été modifié entre-temps par quelqu'un d'autre.").waitFor();
    await page.getByRole('button', { name: 'Prendre sa version' }).click();
    assert.equal(await page.getByLabel('Description').inputValue(), 'La sienne');
    await closePage(opened);
  });

  test('is launched by keyboard alone, once, and every open browser sees it', async () => {
    const [opened, other] = [await open(), await open()];
    const { page } = opened;
    await Promise.all([openCampaign(page), openCampaign(other.page)]);
    await page.getByRole('button', { name: 'Exécuter la campagne' }).focus();
    await page.keyboard.press('Enter');
    const name = page.getByLabel('Nom du rapport');
    await name.waitFor();
    await page.locator('input:focus').and(name).waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(`Clavier ${RUN}`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('DEMO');
    // The first answer is lost on its way: sent again with the same key, it is one run.
    let lost = false;
    const keys = [];
    await page.route('**/api/rapports/execute', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (lost) return route.continue();
      lost = true;
      await route.fetch();
      return route.abort();
    });
    const send = page.getByRole('button', { name: 'Lancer', exact: true });
    for (let tabs = 0; tabs < 8 && !(await send.evaluate((button) => button === document.activeElement)); tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/reports\//);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    assert.deepEqual(opened.problems.splice(0), ['Failed to load resource: net::ERR_FAILED']);
    await other.page.getByRole('link', { name: `Clavier ${RUN}`, exact: true }).waitFor();
    assert.equal(await other.page.getByRole('link', { name: `Clavier ${RUN}`, exact: true }).count(), 1);
    await other.page.getByText('Terminé avec succès').waitFor();
    await page.getByText(`« Clavier ${RUN} » : terminé avec succès`).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Voir le rapport', exact: true }).waitFor();
    await picture(page, 'campaign-ended');
    await assertAccessible(page, 'campaign');
    await openLaunch(page);
    await page.getByLabel('Nom du rapport').fill(`Clavier ${RUN}`);
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.getByText('Un rapport avec ce nom existe déjà').waitFor();
    await assertAccessible(page, 'launch', '[role=dialog]');
    await closePage(other);
    await closePage(opened);
  });

  test('puts tests in order by keyboard', async () => {
    const opened = await open();
    const { page } = opened;
    const id = await idOf(page, CAMPAIGN);
    await page.request.post('/api/tests', { data: { campain_id: id, name: 'Attente', actions: [{ type: 'pause', value: { duration: 0 } }] }, headers: { Origin: VIGIE_URL } });
    await openCampaign(page);
    const first = page.locator('ol li').first();
    await first.getByText('Santé').waitFor();
    const stored = page.waitForResponse((answer) => answer.url().endsWith('/tests/order'));
    await page.getByRole('button', { name: 'Actions pour « Attente »' }).click();
    await page.getByRole('menuitem', { name: 'Monter' }).click();
    await first.getByText('Attente').waitFor();
    assert.equal((await stored).status(), 200);
    await page.reload();
    await first.getByText('Attente').waitFor();
    await closePage(opened);
  });

  test('keeps files, and tells every open browser', async () => {
    const [opened, other] = [await open(), await open()];
    const { page } = opened;
    await Promise.all([openCampaign(page), openCampaign(other.page)]);
    await page.locator('section[aria-labelledby="files"] input[type=file]').first().setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b\n') });
    await page.getByRole('link', { name: 'Télécharger « clients.csv »' }).waitFor();
    await other.page.getByRole('link', { name: 'Télécharger « clients.csv »' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Télécharger « clients.csv »' }).click();
    assert.equal(readFileSync(await (await download).path(), 'utf8'), 'a;b\n');
    await closePage(other);
    await closePage(opened);
  });

  test('comes back from a file as it was exported', async () => {
    const opened = await open();
    const { page } = opened;
    await page.goto(`/campaigns?q=${encodeURIComponent(CAMPAIGN)}`);
    await page.getByRole('button', { name: `Actions pour ${CAMPAIGN}` }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Exporter' }).click();
    const file = await (await download).path();
    const paper = JSON.parse(readFileSync(file, 'utf8'));
    assert.equal(paper.version, '1.1');
    assert.deepEqual(paper.tests.map(({ name }) => name), ['Attente', 'Santé']);
    assert.equal(Buffer.from(paper.files[0].content, 'base64').toString(), 'a;b\n');
    await page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: readFileSync(file) });
    await page.getByRole('heading', { level: 1, name: `${CAMPAIGN} 2` }).waitFor();
    await page.getByRole('link', { name: 'Santé' }).waitFor();
    await page.getByRole('link', { name: 'Télécharger « clients.csv »' }).waitFor();
    await page.goto('/campaigns');
    await page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
    await page.getByText(/ne décrit aucune campagne/).waitFor();
    await page.getByRole('searchbox').fill(`${CAMPAIGN} 2`);
    await page.getByRole('button', { name: `Actions pour ${CAMPAIGN} 2` }).click();
    await page.getByRole('menuitem', { name: 'Supprimer' }).click();
    await page.getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Aucune campagne ne correspond').waitFor();
    await closePage(opened);
  });

  test('is archived, found among the archived ones, not launched, and restored', async () => {
    const opened = await open();
    const { page } = opened;
    const name = `Ancienne ${RUN}`;
    const { campain_id: id } = await (await page.request.post('/api/campains', { data: { name }, headers: { Origin: VIGIE_URL } })).json();
    await page.goto(`/campaigns?q=${encodeURIComponent(name)}`);
    await page.getByRole('button', { name: `Actions pour ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Archiver' }).click();
    await page.getByText('Aucune campagne ne correspond').waitFor();
    await page.getByLabel('Campagnes archivées').check();
    await page.getByRole('link', { name, exact: true }).waitFor();
    await picture(page, 'campaigns-archived');
    await assertAccessible(page, 'archived campaigns');
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByText('Campagne archivée', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Exécuter la campagne' }).count(), 0);
    const refused = await page.request.post('/api/rapports/execute', { data: { campain_id: id, name, filiere: 'DEMO' }, headers: { Origin: VIGIE_URL } });
    assert.equal(refused.status(), 409);
    assert.equal((await refused.json()).message, "Cette campagne est archivée : restaurez-la pour l'exécuter");
    await page.getByRole('button', { name: 'Restaurer' }).click();
    await page.getByRole('button', { name: 'Exécuter la campagne' }).waitFor();
    await closePage(opened);
  });

  test('limits how many tests advance at once in an environment', async () => {
    const opened = await open();
    const { page } = opened;
    await page.goto('/environments');
    const dialog = page.getByRole('dialog', { name: 'Limite de DEMO' });
    const limit = async (most) => {
      await page.getByRole('button', { name: 'Changer la limite de DEMO' }).click();
      await dialog.getByLabel('Tests à la fois').fill(most);
      await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    };
    await limit('0');
    await dialog.getByText('Attendu : un nombre entier de 1 à 10000. Reçu : 0.').waitFor();
    await picture(page, 'environment-limit');
    await assertAccessible(page, 'the limit of an environment');
    await dialog.getByRole('button', { name: 'Annuler' }).click();
    await limit('3');
    await page.getByText('Tests à la fois : 3').waitFor();
    await limit('');
    await page.getByText('Tests à la fois : 3').waitFor({ state: 'detached' });
    await closePage(opened);
  });

  test('keeps variables and secrets, and never gives a secret back', async () => {
    const opened = await open();
    const { page } = opened;
    const key = `cle_${RUN}`;
    await page.goto('/environments');
    await page.getByRole('button', { name: 'Ajouter une variable' }).click();
    await page.getByLabel('Clé').fill(key);
    await page.getByLabel(/^Secret/).check();
    await page.getByLabel(`Valeur de ${key} dans DEMO`).fill('tres-secret');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    const cell = page.getByRole('button', { name: new RegExp(`Changer ${key} dans DEMO`) });
    await cell.waitFor();
    assert.match(await cell.innerText(), /••••••/);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await page.content()).includes('tres-secret'), false);
    await cell.click();
    assert.equal(await page.getByLabel(/Nouvelle valeur/).inputValue(), '');
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByRole('button', { name: `Modifier ${key}` }).click();
    await page.getByRole('menuitem', { name: `Supprimer ${key}` }).click();
    await page.getByRole('button', { name: `Supprimer ${key}` }).click();
    await cell.waitFor({ state: 'detached' });
    await closePage(opened);
  });

  for (const [width, colorScheme, locale] of [
    [1440, 'light', 'fr-FR'],
    [1440, 'dark', 'en-US'],
    [360, 'light', 'en-US'],
    [360, 'dark', 'fr-FR'],
  ]) {
    test(`is readable at ${width} pixels, ${colorScheme}, in ${locale}`, async () => {
      const opened = await open({ viewport: { width, height: 800 }, colorScheme, locale });
      const { page } = opened;
      const id = await idOf(page, CAMPAIGN);
      const headings = locale === 'fr-FR' ? ['Accueil', 'Campagnes', 'Environnements', 'Essais', `Tendances : ${CAMPAIGN}`] : ['Home', 'Campaigns', 'Environments', 'Playground', `Trends: ${CAMPAIGN}`];
      const places = ['/', '/campaigns', '/environments', '/playground', `/trends/${id}`];
      for (const [at, place] of places.entries()) {
        await page.goto(place);
        await page.getByRole('heading', { level: 1, name: headings[at] }).waitFor();
        await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' });
        const name = `${place === '/' ? 'home' : place.split('/')[1]}-${width}-${colorScheme}`;
        await picture(page, name);
        await assertFits(page, name);
        await assertAccessible(page, name);
      }
      await page.goto(`/campaigns/${id}`);
      await page.locator('ol li').first().waitFor();
      await picture(page, `campaign-${width}-${colorScheme}`);
      await assertFits(page, 'campaign');
      await assertAccessible(page, 'campaign');
      await closePage(opened);
    });
  }
});
