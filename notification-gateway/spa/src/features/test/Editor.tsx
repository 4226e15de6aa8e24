import { Grid, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { catalogue } from '@/api/actions';
import { variables } from '@/api/environments';
import { Failure } from '@/components/Failure';
import { Waiting } from '@/components/Waiting';
import type { Draft, Faults } from './draft';
import { TestSettings } from './Settings';
import { Steps } from './Steps';
import { Variables } from './Variables';
import { useTestWords } from './words';

interface Place {
  readonly draft: Draft;
  readonly faults: Faults;
  /** @param place what was changed, so that what was wrong there is forgotten */
  readonly change: (part: Partial<Draft>, place: string) => void;
  /** Without a name and settings, for what is stored nowhere. */
  readonly loose?: boolean;
  /** What stands beside the form. */
  readonly children: ReactNode;
}

/** The form of a test: what it is called, what it does, what it keeps. */
export const Editor = ({ draft, faults, change, loose = false, children }: Place) => {
  const t = useTestWords();
  const known = useQuery(catalogue());
  // Only names are taken of them: without them, people type the names themselves.
  const environment = useQuery(variables).data ?? [];
  if (known.isPending) return <Waiting label={t('loading')} />;
  if (known.isError) return <Failure failure={known.error} again={() => void known.refetch()} />;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack gap="lg">
          {!loose && (
            <>
              <TextInput label={t('name')} required value={draft.name} error={faults.name} onChange={(event) => change({ name: event.currentTarget.value }, 'name')} />
              <Textarea
                label={t('description')}
                autosize
                minRows={1}
                value={draft.description}
                error={faults.description}
                onChange={(event) => change({ description: event.currentTarget.value }, 'description')}
              />
            </>
          )}
          <Steps draft={draft} faults={faults} catalogue={known.data} environment={environment} change={(actions, place) => change({ actions }, place)} />
          <Variables variables={draft.variables} faults={faults} change={(changed, place) => change({ variables: changed }, place)} />
          {!loose && <TestSettings draft={draft} faults={faults} change={change} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>{children}</Grid.Col>
    </Grid>
  );
};
