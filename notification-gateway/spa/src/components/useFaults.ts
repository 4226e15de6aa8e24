import { CallFailed } from '@/api/call';
import { besideFields, faultsOf } from '@/api/faults';
import type { Fault } from '@/api/types';
import { wordsOf } from '@/words/language';
import { useSentence } from './Failure';

const useWords = wordsOf(
  'faults',
  { expected: 'Attendu : {{expected}}. Reçu : {{found}}.', needed: 'Ce champ est obligatoire.' },
  { expected: 'Expected: {{expected}}. Found: {{found}}.', needed: 'This field is required.' },
);

const kindOf = (failure: unknown) => {
  const type = failure instanceof CallFailed ? failure.problem.type : undefined;
  return typeof type === 'string' ? type.replace('urn:vigie:problem:', '') : '';
};

/** How a refusal is said: beside the fields that it concerns, and above the form what concerns none of them. */
export const useFaults = () => {
  const t = useWords();
  const sentence = useSentence();
  const say = (failure: unknown) => {
    const kind = kindOf(failure);
    // What has a name of its own has a better sentence, too, than "expected this, found that".
    return ({ expected, found }: Fault) => (kind === 'missing-fields' ? t('needed') : kind === 'invalid-fields' ? t('expected', { expected, found }) : sentence(failure));
  };
  return {
    say,
    beside: (failure: unknown, fields: readonly string[]) => besideFields(failure, say(failure), fields),
    /** A sentence for what no field can say; null when every place has its field. */
    above: (failure: unknown, fields: readonly string[]): string | null => {
      const faults = faultsOf(failure);
      return faults.length > 0 && faults.every(({ path }) => fields.includes(path)) ? null : sentence(failure);
    },
  };
};
