// The page as a person uses it, in a real browser against a real installation.
// VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_CHROMIUM say where and who; VIGIE_SCREENSHOTS where pictures go.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { VIGIE_URL, VIGIE_EMAIL, VIGIE_PASSWORD, VIGIE_CHROMIUM, VIGIE_SCREENSHOTS } = process.env;
mkdirSync(VIGIE_SCREENSHOTS, { recursive: true });

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: VIGIE_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(() => browser?.close());

const open = async (options = {}) => {
  const context = await browser.newContext({ baseURL: VIGIE_URL, locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/401|400/.test(message.text()) && problems.push(message.text()));
  return { context, page, problems };
};

const logIn = async (page) => {
  await page.goto('/');
  await page.getByLabel(/e-mail/i).fill(VIGIE_EMAIL);
  await page.getByLabel(/mot de passe|password/i).fill(VIGIE_PASSWORD);
  await page.getByRole('button', { name: /se connecter|log in/i }).click();
  await page.getByRole('heading', { name: /campagnes|campaigns/i }).waitFor();
};

const picture = (page, name) => page.screenshot({ path: join(VIGIE_SCREENSHOTS, `${name}.png`), fullPage: true });

const launch = async (page, campaign, { stop = false } = {}) => {
  await page.getByRole('link', { name: campaign }).click();
  await page.getByRole('button', { name: 'Exécuter la campagne' }).click();
  const name = `Navigateur ${Date.now()}`;
  await page.getByLabel('Nom du rapport').fill(name);
  await page.getByLabel('Environnement').selectOption('E2E');
  if (stop) await page.getByLabel('Arrêter au premier échec').check();
  await page.getByRole('button', { name: 'Lancer', exact: true }).click();
  await page.getByRole('heading', { name }).waitFor();
  return name;
};

describe('the page', () => {
  test('refuses a wrong password in a sentence', async () => {
    const { context, page } = await open();
    await page.goto('/');
    await picture(page, 'log-in');
    await page.getByLabel(/e-mail/i).fill(VIGIE_EMAIL);
    await page.getByLabel(/mot de passe/i).fill('wrong');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('Email ou mot de passe incorrect').waitFor();
    await context.close();
  });

  test('shows a run live from launch to verdict', async () => {
    const { context, page, problems } = await open();
    await logIn(page);
    await picture(page, 'campaigns');
    await launch(page, process.env.VIGIE_GREEN_CAMPAIGN);
    await page.getByText('En direct').waitFor();
    await picture(page, 'report-live');
    await page.getByText('Terminé avec succès').waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('progress').first().getAttribute('value') ?? await page.locator('progress').first().evaluate((bar) => String(bar.value)), '100');
    assert.equal(await page.getByText('Réussi').count(), 3);
    await page.locator('summary').first().click();
    await page.getByText('✅ Test terminé avec succès').first().waitFor();
    await picture(page, 'report-finished');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('shows the same run in a second browser, in English, dark and narrow', async () => {
    const first = await open();
    const second = await open({ locale: 'en-GB', colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await logIn(first.page);
    await logIn(second.page);
    await launch(first.page, process.env.VIGIE_FAILING_CAMPAIGN, { stop: true });
    await second.page.goto(first.page.url());
    await second.page.reload();
    await second.page.getByText('Skipped').first().waitFor({ timeout: 60_000 });
    await first.page.getByText('Terminé avec des échecs').waitFor({ timeout: 60_000 });
    assert.equal(await first.page.getByText('Ignoré', { exact: true }).count(), await second.page.getByText('Skipped', { exact: true }).count());
    await picture(first.page, 'report-failed');
    await picture(second.page, 'report-failed-dark-narrow');
    const wide = await second.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} px wide on a screen of 360`);
    await first.context.close();
    await second.context.close();
  });

  test('says why a launch is refused, beside the field', async () => {
    const { context, page } = await open();
    await logIn(page);
    const name = await launch(page, process.env.VIGIE_GREEN_CAMPAIGN);
    await page.goto('/');
    await page.getByRole('link', { name: process.env.VIGIE_GREEN_CAMPAIGN }).click();
    await page.getByRole('button', { name: 'Exécuter la campagne' }).click();
    await page.getByLabel('Nom du rapport').fill(name);
    await page.getByRole('button', { name: 'Lancer', exact: true }).click();
    await page.getByText('Un rapport avec ce nom existe déjà').waitFor();
    await picture(page, 'launch-refused');
    await context.close();
  });
});
