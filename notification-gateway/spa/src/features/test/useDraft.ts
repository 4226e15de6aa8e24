import { useState } from 'react';
import { faultsOf } from '@/api/faults';
import type { TestContent } from '@/api/types';
import { useFaults } from '@/components/useFaults';
import { contentOfDraft, type Draft, draftOf, type Faults, isChanged, without } from './draft';

/** A test while somebody writes it, with what the service refused of it. */
export const useDraft = (from: TestContent) => {
  const say = useFaults();
  const [draft, setDraft] = useState(() => draftOf(from));
  const [faults, setFaults] = useState<Faults>({});
  return {
    draft,
    faults,
    content: () => contentOfDraft(draft),
    changed: isChanged(draft, from),
    change: (part: Partial<Draft>, place: string) => {
      setDraft({ ...draft, ...part });
      setFaults(without(faults, place));
    },
    restart: (content: TestContent) => {
      setDraft(draftOf(content));
      setFaults({});
    },
    /** @returns whether something of the test itself was refused */
    refused: (failure: unknown): boolean => {
      const found = faultsOf(failure);
      setFaults(Object.fromEntries(found.map((fault) => [fault.path, say.say(failure)(fault)])));
      return found.length > 0;
    },
  };
};
