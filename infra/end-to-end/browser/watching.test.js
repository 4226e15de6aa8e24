// Looking closely at runs that are over: played again at their own pace and ten times as fast, dragged through, long lines, and what several runs tell together.
// In a real browser against a real installation with the demonstration; page.js says what is needed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFits, closePage, endOf, journeys, launchRun, makeCampaign, picture, row, RUN } from './page.js';

/** Longer than any screen, and shorter than what a log cuts off. */
const LONG = 1_000;

let run;

const shared = journeys(async ({ api }) => {
  const campaign = await makeCampaign(api, `Regard ${RUN}`, [
    { name: 'Bavard', actions: [{ type: 'python', value: { script: `print("début " + "x" * ${LONG} + " fin")\nprint("des mots " * 300)` } }] },
    ...Array.from({ length: 4 }, (_, index) => ({ name: `Pas ${index + 1}`, actions: [{ type: 'pause', value: { duration: 1.5 } }] })),
  ]);
  run = await launchRun(api, campaign);
  await endOf(api, run);
});

const travel = async (page) => {
  await page.goto(`/reports/${run}`);
  await page.getByRole('button', { name: 'Voyager dans le temps' }).click();
  await page.waitForURL(/at=\d{1,6}\b/);
  const slider = page.getByRole('slider', { name: "Moment de l'exécution" });
  return { slider, at: async () => Number(await slider.getAttribute('aria-valuenow')), last: Number(await slider.getAttribute('aria-valuemax')) };
};

/** Plays all of it. @returns how long that took, and every moment that was shown, in order */
const playAt = async (page, slider, speed) => {
  await page.getByText(speed, { exact: true }).click();
  await page.getByRole('button', { name: 'Au début' }).click();
  await page.waitForURL(/at=0\b/);
  await slider.evaluate((thumb) => {
    globalThis.moments = [];
    new MutationObserver(() => globalThis.moments.push(Number(thumb.getAttribute('aria-valuenow')))).observe(thumb, { attributeFilter: ['aria-valuenow'] });
  });
  const begun = Date.now();
  await page.getByRole('button', { name: 'Rejouer' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Rejouer' }).waitFor();
  return { millis: Date.now() - begun, moments: await page.evaluate(() => globalThis.moments) };
};

describe('a run that is over', () => {
  test('is played at its own pace, and ten times as fast', async () => {
    const { durationMs } = await (await shared.api.get(`/api/rapports/${run}`)).json();
    const opened = await shared.open();
    const { page } = opened;
    const { slider, last } = await travel(page);
    const fast = await playAt(page, slider, '10×');
    const slow = await playAt(page, slider, '1×');
    for (const { moments } of [fast, slow]) {
      assert.deepEqual(moments, [...moments].sort((one, other) => one - other));
      assert.equal(moments.at(-1), last);
      assert.ok(moments.length > 4, `only ${moments} were shown`);
    }
    assert.ok(slow.millis >= durationMs * 0.9, `${durationMs} ms were played in ${slow.millis}`);
    assert.ok(fast.millis < slow.millis, `${fast.millis} ms at ten times the pace, ${slow.millis} at its own`);
    await closePage(opened);
  });

  test('is dragged through with the pointer, and shown as of where it is let go', async () => {
    const opened = await shared.open();
    const { page } = opened;
    const { slider, at, last } = await travel(page);
    const thumb = await slider.boundingBox();
    const middle = { x: thumb.x + thumb.width / 2, y: thumb.y + thumb.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    const passed = [];
    for (let step = 1; step <= 10; step++) {
      await page.mouse.move(middle.x * (1 - step / 20), middle.y);
      passed.push(await at());
    }
    assert.ok(new Set(passed).size > 3, `only ${passed} were passed`);
    assert.doesNotMatch(page.url(), new RegExp(`at=${passed.at(-1)}\\b`));
    await page.mouse.up();
    await page.waitForURL(new RegExp(`at=${passed.at(-1)}\\b`));
    assert.ok((await at()) > 0 && (await at()) < last);
    assert.equal(await page.getByText('Terminé avec succès').count(), 0);
    await picture(page, 'report-dragged', {});
    await closePage(opened);
  });

  for (const width of [360, 1440]) {
    test(`keeps its long lines within the log at ${width} pixels`, async () => {
      const opened = await shared.open({ viewport: { width, height: 900 } });
      const { page } = opened;
      await page.goto(`/reports/${run}`);
      await row(page, 'Bavard').click();
      const log = page.getByRole('log');
      await log.getByText(/début x+ fin/).waitFor();
      await assertFits(page, `a long line at ${width}`);
      const { inside, all } = await log.evaluate((element) => {
        element.scrollTo({ left: element.scrollWidth });
        return { inside: element.clientWidth, all: element.scrollWidth };
      });
      assert.ok(inside < width);
      assert.ok(all > inside, 'the end of a long line can be scrolled to');
      await picture(page, `report-long-lines-${width}`, {});
      await closePage(opened);
    });
  }
});

describe('several runs of the demonstration', () => {
  test('are told together at home and in the trends', async () => {
    const { data } = await (await shared.api.get('/api/campains?page_size=100')).json();
    const { _id: campaign } = data.find(({ name }) => name.startsWith('Démonstration') && name.includes('API'));
    for (let time = 1; time <= 3; time++) await endOf(shared.api, await launchRun(shared.api, campaign));
    const opened = await shared.open();
    const { page } = opened;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Durées par campagne' }).waitFor();
    await page.getByText(/la dernière .*, médiane/).first().waitFor();
    await picture(page, 'home-after-runs');
    await page.goto(`/trends/${campaign}`);
    await page.locator('.recharts-surface').first().waitFor();
    await picture(page, 'trends-after-runs');
    await page.setViewportSize({ width: 360, height: 800 });
    await page.reload();
    await page.locator('.recharts-surface').first().waitFor();
    await assertFits(page, 'trends with runs');
    await picture(page, 'trends-after-runs-360');
    await closePage(opened);
  });
});
