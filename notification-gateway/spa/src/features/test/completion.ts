import type { OutputVariable, VariableGroup } from '@/api/types';
import type { DraftStep, DraftVariable } from './draft';
import { isObject } from './values';

/** One thing that may stand between `{{` and `}}`. */
export interface Completion {
  readonly text: string;
  /** Where its value comes from. */
  readonly from: 'environment' | 'test' | 'action' | 'vigie';
  /** What people said of it; empty when nothing. */
  readonly detail: string;
}

/** What Vigie itself sets (seed 1, row TG-31). */
const OF_VIGIE = ['test.test_id', 'test.campain_id', 'test.files_dir', 'test.work_dir'];

/** The test variables that an action fills: `output_mapping` by its values, `extract` by its names, `var` by the name that it sets. */
export const filledBy = ({ type, value }: DraftStep): readonly string[] => {
  const { output_mapping: mapping, extract, operation, name } = value;
  return [
    ...(isObject(mapping) ? Object.values(mapping).filter((target) => typeof target === 'string' && target !== '') : []),
    ...(isObject(extract) ? Object.keys(extract) : []),
    ...(type === 'var' && operation !== 'assert' && typeof name === 'string' && name !== '' ? [name] : []),
  ] as string[];
};

/**
 * What an action may name.
 *
 * @param before the actions that run before it
 */
export const completions = (environment: readonly VariableGroup[], variables: readonly DraftVariable[], before: readonly DraftStep[]): readonly Completion[] => {
  const all: Completion[] = [
    ...variables.filter(({ name }) => name !== '').map(({ name }): Completion => ({ text: `app.${name}`, from: 'test', detail: '' })),
    ...before.flatMap(filledBy).map((name): Completion => ({ text: `app.${name}`, from: 'action', detail: '' })),
    ...environment.map(({ key, root }): Completion => ({ text: key, from: 'environment', detail: root?.description ?? '' })),
    ...OF_VIGIE.map((text): Completion => ({ text, from: 'vigie', detail: '' })),
  ];
  return all.filter(({ text }, place) => all.findIndex((other) => other.text === text) === place);
};

/** A name that is being typed: where it begins in the text, and as much as there is of it. */
export interface Begun {
  readonly at: number;
  readonly word: string;
}

/** Whether somebody who has typed as far as `caret` is naming a variable. */
export const begunAt = (text: string, caret: number): Begun | null => {
  const match = /\{\{([^{}\s]*)$/.exec(text.slice(0, caret));
  return match ? { at: caret - (match[1]?.length ?? 0), word: match[1] ?? '' } : null;
};

/** The text with the name in its place, and where the caret then stands. What stood of `}}` already is not written twice. */
export const completed = (text: string, { at, word }: Begun, name: string): { readonly text: string; readonly caret: number } => {
  const rest = text.slice(at + word.length).replace(/^[^{}\s]*\}\}/, '');
  const head = `${text.slice(0, at)}${name}}}`;
  return { text: head + rest, caret: head.length };
};

const MOST = 12;

export const matchingCompletions = (all: readonly Completion[], word: string): readonly Completion[] => {
  const wanted = word.toLowerCase();
  return all.filter(({ text }) => text.toLowerCase().includes(wanted)).slice(0, MOST);
};

/** Outputs that are not yet put into a variable. */
export const unusedOutputs = (outputs: readonly OutputVariable[], used: readonly string[]): readonly OutputVariable[] => outputs.filter(({ name }) => !used.includes(name));
