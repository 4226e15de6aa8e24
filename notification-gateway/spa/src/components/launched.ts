import { useSyncExternalStore } from 'react';

/** A run that the person launched from this tab. */
export interface Launched {
  readonly id: string;
  readonly name: string;
  readonly campaign: string;
}

const KEPT = 'vigie.launched';

const isLaunched = (value: unknown): value is Launched => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, campaign } = value as Partial<Launched>;
  return [id, name, campaign].every((text) => typeof text === 'string');
};

/** What is kept may have been written by an older page. */
const kept = (): readonly Launched[] => {
  try {
    const runs: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(runs) ? runs.filter(isLaunched) : [];
  } catch {
    return [];
  }
};

let runs = kept();
const listeners = new Set<() => void>();

const become = (next: readonly Launched[]) => {
  runs = next;
  sessionStorage.setItem(KEPT, JSON.stringify(next));
  listeners.forEach((tell) => tell());
};

/** From now on it is told how the run goes, wherever the person goes, until it ends or they close the toast. */
export const follow = (run: Launched) => become([...runs.filter(({ id }) => id !== run.id), run]);

export const unfollow = (id: string) => become(runs.filter((run) => run.id !== id));

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** The runs of this tab that go on. */
export const useLaunched = () => useSyncExternalStore(subscribe, () => runs);
