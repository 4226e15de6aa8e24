// Needs nothing.
import { expect, test } from 'vitest';
import { lagOf, untilUpToDate } from './lag';

const at = (lag: number | null) => ({ asOf: { lag } });

test('the lag of several answers is the largest, since they may wait for the same records', () => {
  expect(lagOf([at(0), at(12), at(7)])).toBe(12);
});

test('an answer that does not know its lag, and a row that the live stream made, are not said to be behind', () => {
  expect(lagOf([at(null), {}])).toBe(0);
  expect(untilUpToDate([at(null), {}])).toBe(false);
});

test('only what is behind is asked for again', () => {
  expect(untilUpToDate([at(0), at(1)])).toBeGreaterThan(0);
  expect(untilUpToDate([at(0)])).toBe(false);
  expect(untilUpToDate(undefined)).toBe(false);
});
