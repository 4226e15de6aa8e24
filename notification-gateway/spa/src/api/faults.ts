import { CallFailed } from './call';
import type { Fault } from './types';

const isFault = (value: unknown): value is Fault => {
  if (typeof value !== 'object' || value === null) return false;
  const { path, expected, found } = value as Partial<Record<keyof Fault, unknown>>;
  return typeof path === 'string' && typeof expected === 'string' && typeof found === 'string';
};

/** The places of the request that a service refused; none when it refused it as a whole or did not answer. */
export const faultsOf = (failure: unknown): readonly Fault[] => {
  const errors = failure instanceof CallFailed ? failure.problem.errors : undefined;
  return Array.isArray(errors) ? errors.filter(isFault) : [];
};

/** What to say beside a field. `fields` are those that the form shows; what concerns none of them belongs above the form. */
export const besideFields = (failure: unknown, say: (fault: Fault) => string, fields: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    faultsOf(failure)
      .filter(({ path }) => fields.includes(path))
      .map((fault) => [fault.path, say(fault)]),
  );
