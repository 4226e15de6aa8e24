import { Alert, Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { changeTest, readTest, test as testAt, testsOf } from '@/api/campaigns';
import { CallFailed } from '@/api/call';
import { contentOf } from '@/api/content';
import type { Test, TestContent } from '@/api/types';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { AnchorLink } from '@/components/links';
import { useFaults } from '@/components/useFaults';
import { Waiting } from '@/components/Waiting';
import { Editor } from './Editor';
import { LeaveGuard } from './LeaveGuard';
import { Overtaken } from './overtaken';
import { TryIt } from './TryIt';
import { useDraft } from './useDraft';
import { useTestWords } from './words';

const route = getRouteApi('/tests/$id');

export const EditTest = () => {
  const t = useTestWords();
  const { id } = route.useParams();
  // What is written is written on what was there when the page was opened.
  const found = useQuery({ ...testAt(id), staleTime: 0, refetchOnMount: 'always' });
  if (found.isPending || (found.isFetching && !found.isFetchedAfterMount)) return <Waiting label={t('loading')} />;
  if (found.isError) return <Failure failure={found.error} again={() => void found.refetch()} />;
  return <Editing key={id} test={found.data} />;
};

const Editing = ({ test }: { readonly test: Test }) => {
  const t = useTestWords();
  const faults = useFaults();
  const { draft, faults: wrong, content, changed, change, restart, refused } = useDraft(contentOf(test));
  const save = useSave(test, refused);
  const overtaken = save.error instanceof Overtaken ? save.error : null;
  return (
    <>
      <LeaveGuard unsaved={() => changed} />
      <Head
        title={test.name}
        before={
          <AnchorLink to="/campaigns/$id" params={{ id: test.campain_id }} size="sm">
            ← {t('backToCampaign')}
          </AnchorLink>
        }
      >
        {changed && (
          <Badge variant="light" color="yellow" tt="none">
            {t('unsaved')}
          </Badge>
        )}
        <Button disabled={!changed} loading={save.isPending} onClick={() => save.mutate({ content: content(), whatever: false })}>
          {t('save')}
        </Button>
      </Head>
      {overtaken && (
        <Alert color="yellow" role="alert" mb="md" title={t('conflict')}>
          <Text size="sm">{t('conflictWhy', { mine: test.version, theirs: overtaken.theirs.version })}</Text>
          <Group gap="xs" mt="sm">
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                restart(contentOf(overtaken.theirs));
                save.take(overtaken.theirs);
              }}
            >
              {t('takeTheirs')}
            </Button>
            <Button size="xs" variant="default" onClick={() => save.mutate({ content: content(), whatever: true })}>
              {t('overwrite')}
            </Button>
          </Group>
        </Alert>
      )}
      {save.isError && !overtaken && (
        <Alert color="red" role="alert" mb="md">
          {Object.keys(wrong).length > 0 ? t('invalid') : (faults.above(save.error, []) ?? t('invalid'))}
        </Alert>
      )}
      <Editor draft={draft} faults={wrong} change={change}>
        <TryIt tried={() => (changed ? { content: content(), campaign: test.campain_id } : { stored: test._id })} refused={refused} />
      </Editor>
    </>
  );
};

interface Saving {
  readonly content: TestContent;
  /** Also over what somebody else saved. */
  readonly whatever: boolean;
}

/** What was read is named with the change: the service refuses to put it over what somebody else saved since. */
const useSave = (test: Test, refused: (failure: unknown) => boolean) => {
  const t = useTestWords();
  const queries = useQueryClient();
  const read = () => queries.query({ ...testAt(test._id), staleTime: 0 });
  const take = (known: Test) => {
    mutation.reset();
    queries.setQueryData(testAt(test._id).queryKey, known);
  };
  const mutation = useMutation({
    mutationFn: async ({ content, whatever }: Saving) => {
      try {
        await changeTest(test._id, content, whatever ? null : test);
      } catch (failure) {
        if (failure instanceof CallFailed && failure.status === 412) throw new Overtaken(await readTest(test._id));
        throw failure;
      }
      return read();
    },
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('saved') });
      await queries.invalidateQueries({ queryKey: testsOf(test.campain_id).queryKey });
    },
    onError: (failure) => {
      if (!(failure instanceof Overtaken)) refused(failure);
    },
  });
  return { ...mutation, take };
};
