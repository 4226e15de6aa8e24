import type { Json, JsonObject, Step, TestContent } from '@/api/types';

/** An action in the editor. It has a key of its own, since its place changes and its type may. */
export interface DraftStep extends Step {
  readonly key: string;
}

export interface DraftVariable {
  readonly key: string;
  readonly name: string;
  readonly value: Json;
}

/** A test as somebody is writing it. */
export interface Draft extends Omit<TestContent, 'actions' | 'variables'> {
  readonly actions: readonly DraftStep[];
  readonly variables: readonly DraftVariable[];
}

let keys = 0;
const nextKey = () => `k${++keys}`;

export const newStep = (type: string, value: JsonObject = {}): DraftStep => ({ key: nextKey(), type, value });
export const newVariable = (name = '', value: Json = null): DraftVariable => ({ key: nextKey(), name, value });

export const draftOf = (content: TestContent): Draft => ({
  ...content,
  actions: content.actions.map(({ type, value }) => newStep(type, value)),
  variables: content.variables.map(({ name, value }) => newVariable(name, value)),
});

export const EMPTY: TestContent = { name: '', description: '', actions: [], variables: [], retries: null, timeout: null, quarantined: false, quarantine_reason: null, affinity: null };

/** What is sent. A reason says why a test is quarantined, so it goes when the test is not. */
export const contentOfDraft = (draft: Draft): TestContent => ({
  ...draft,
  name: draft.name.trim(),
  actions: draft.actions.map(({ type, value }) => ({ type, value })),
  variables: draft.variables.map(({ name, value }) => ({ name, value })),
  quarantine_reason: draft.quarantined ? draft.quarantine_reason : null,
});

export const isChanged = (draft: Draft, from: TestContent): boolean => JSON.stringify(contentOfDraft(draft)) !== JSON.stringify(contentOfDraft(draftOf(from)));

/** The object with a member at another value; without it when there is none any more. */
export const withMember = (object: JsonObject, name: string, value: Json | undefined): JsonObject =>
  value === undefined ? Object.fromEntries(Object.entries(object).filter(([member]) => member !== name)) : { ...object, [name]: value };

/** Whether a fault is at this place or within it: `actions[1]` holds `actions[1].value.url`, and not `actions[10]`. */
export const isWithin = (path: string, place: string): boolean => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);

export type Faults = Readonly<Record<string, string>>;

export const anyWithin = (faults: Faults, place: string): boolean => Object.keys(faults).some((path) => isWithin(path, place));

/** The faults that stand although this place was changed. */
export const without = (faults: Faults, place: string): Faults => Object.fromEntries(Object.entries(faults).filter(([path]) => !isWithin(path, place)));
