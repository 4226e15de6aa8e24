import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { createTest, testsOf } from '@/api/campaigns';
import { Head } from '@/components/Head';
import { AnchorLink } from '@/components/links';
import { useFaults } from '@/components/useFaults';
import { EMPTY } from './draft';
import { Editor } from './Editor';
import { LeaveGuard } from './LeaveGuard';
import { TryIt } from './TryIt';
import { useDraft } from './useDraft';
import { useTestWords } from './words';

const route = getRouteApi('/campaigns/$id/tests/new');

/** A test that is not in its campaign yet. */
export const NewTest = () => {
  const t = useTestWords();
  const { id: campaign } = route.useParams();
  const faults = useFaults();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const created = useRef(false);
  const { draft, faults: wrong, content, changed, change, refused } = useDraft(EMPTY);
  const create = useMutation({
    mutationFn: () => createTest(campaign, content()),
    onSuccess: async (id) => {
      created.current = true;
      notifications.show({ color: 'green', message: t('created') });
      await queries.invalidateQueries({ queryKey: testsOf(campaign).queryKey });
      await navigate({ to: '/tests/$id', params: { id } });
    },
    onError: refused,
  });
  return (
    <>
      <LeaveGuard unsaved={() => changed && !created.current} />
      <Head
        title={t('newTest')}
        before={
          <AnchorLink to="/campaigns/$id" params={{ id: campaign }} size="sm">
            ← {t('backToCampaign')}
          </AnchorLink>
        }
      >
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          {t('create')}
        </Button>
      </Head>
      {create.isError && (
        <Alert color="red" role="alert" mb="md">
          {Object.keys(wrong).length > 0 ? t('invalid') : (faults.above(create.error, []) ?? t('invalid'))}
        </Alert>
      )}
      <Editor draft={draft} faults={wrong} change={change}>
        <TryIt tried={() => ({ content: content(), campaign })} refused={refused} />
      </Editor>
    </>
  );
};
