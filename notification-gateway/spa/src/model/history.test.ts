// Needs the scripted histories of contracts (contracts/src/main/resources/io/vigie/contracts/streams) and what browsers are told of them (live/streams).
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveEvent } from './events';
import { PastReport, type PastEvent, reachedBy, toldOf } from './history';
import { ReportModel } from './report';
import type { TestRow } from './row';

const contracts = fileURLToPath(new URL('../../../../contracts/src/main/resources/io/vigie/contracts/', import.meta.url));
const linesOf = (file: string) => readFileSync(`${contracts}${file}`, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown);

const scripts = readdirSync(`${contracts}streams`).filter((name) => name.endsWith('.jsonl'));
const recorded = (script: string): readonly PastEvent[] => (linesOf(`streams/${script}`) as PastEvent[]).filter((event) => event.type.startsWith('io.vigie.run.'));
const told = (script: string): readonly LiveEvent[] => linesOf(`live/streams/${script}`) as LiveEvent[];

const rowsOf = (model: ReportModel): readonly TestRow[] => model.ids().flatMap((id) => model.test(id) ?? []);
const folded = (events: readonly LiveEvent[]) => {
  const model = new ReportModel('run');
  for (const event of events) model.apply(event);
  return model;
};

describe.each(scripts)('the history %s', (script) => {
  test('tells what the gateway tells', () => {
    const spoken = told(script).filter((event) => !['snapshot', 'test_log', 'end'].includes(event.event));
    const names = recorded(script).flatMap((event) => toldOf(event));
    expect(names.map((event) => event.event)).toEqual(spoken.map((event) => event.event));
    names.forEach((event, index) => expect(spoken[index]?.data).toMatchObject(event.event === 'test_queued' ? { ...event.data, why: expect.any(String) as string } : event.data));
  });

  test('gives the same report at any moment, on whatever way it was reached', () => {
    const events = recorded(script);
    const header = folded(told(script).slice(0, 1)).header;
    const direct = Array.from({ length: events.length + 1 }, (_, at) => {
      const past = new PastReport(header, events);
      past.goTo(at);
      return { header: past.model.header, rows: rowsOf(past.model), counts: past.model.counts };
    });
    fc.assert(
      fc.property(fc.array(fc.nat({ max: events.length }), { minLength: 1, maxLength: 12 }), (way) => {
        const past = new PastReport(header, events);
        for (const at of way) {
          past.goTo(at);
          expect({ header: past.model.header, rows: rowsOf(past.model), counts: past.model.counts }).toEqual(direct[at]);
        }
      }),
    );
  });

  test('says how far a replay is', () => {
    const events = recorded(script);
    let at = 0;
    for (const event of told(script)) {
      const next = reachedBy(event, events, at);
      expect(next).toBeGreaterThanOrEqual(at);
      at = next;
    }
    expect(at).toBe(events.length);
  });
});
