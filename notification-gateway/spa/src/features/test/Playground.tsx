import { Text } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useState } from 'react';
import type { TestContent } from '@/api/types';
import { Head } from '@/components/Head';
import { contentOfDraft, EMPTY } from './draft';
import { Editor } from './Editor';
import { TryIt } from './TryIt';
import { useDraft } from './useDraft';
import { useTestWords } from './words';

const KEPT = 'vigie.playground';

/** Actions of no test. What was written is there again when one comes back to this tab. */
export const Playground = () => {
  const t = useTestWords();
  const [kept, keep] = useSessionStorage<TestContent>({ key: KEPT, defaultValue: EMPTY, getInitialValueInEffect: false });
  const [from] = useState(kept);
  const { draft, faults, content, change, refused } = useDraft(from);
  return (
    <>
      <Head title={t('playground')} />
      <Text c="dimmed" mb="lg" maw="60rem">
        {t('playgroundWhy')}
      </Text>
      <Editor
        loose
        draft={draft}
        faults={faults}
        change={(part, place) => {
          change(part, place);
          keep(contentOfDraft({ ...draft, ...part }));
        }}
      >
        <TryIt tried={() => ({ content: content(), campaign: null })} refused={refused} />
      </Editor>
    </>
  );
};
