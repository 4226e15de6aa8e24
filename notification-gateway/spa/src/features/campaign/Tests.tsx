import { Button, Group, Text, Title } from '@mantine/core';
import { IconPlus, IconTestPipe } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { notifications } from '@mantine/notifications';
import { orderTests, testsOf } from '@/api/campaigns';
import type { Test } from '@/api/types';
import { Failure, useSentence } from '@/components/Failure';
import { ButtonLink } from '@/components/links';
import { Nothing } from '@/components/Nothing';
import { moved } from '@/components/order';
import { Sortable } from '@/components/Sortable';
import { Waiting } from '@/components/Waiting';
import { TestRow } from './TestRow';
import classes from './Tests.module.css';
import { useCampaignWords } from './words';

/** More rows than anybody puts in order at once. */
const SHOWN = 100;

/** The campaign's tests in the order in which they run. */
export const Tests = ({ campaign }: { readonly campaign: string }) => {
  const t = useCampaignWords();
  const tests = useQuery(testsOf(campaign));
  const add = (
    <ButtonLink to="/campaigns/$id/tests/new" params={{ id: campaign }} variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('addTest')}
    </ButtonLink>
  );
  return (
    <section aria-labelledby="tests">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="tests">
          {t('tests')}{' '}
          {tests.isSuccess && (
            <Text span c="dimmed" inherit>
              {tests.data.length}
            </Text>
          )}
        </Title>
        {add}
      </Group>
      {tests.isPending && <Waiting label={t('testsLoading')} height={44} />}
      {tests.isError && <Failure failure={tests.error} again={() => void tests.refetch()} />}
      {tests.isSuccess && (tests.data.length === 0 ? <Nothing icon={IconTestPipe} title={t('noTests')} why={t('noTestsWhy')} /> : <Ordered campaign={campaign} tests={tests.data} />)}
    </section>
  );
};

const Ordered = ({ campaign, tests }: { readonly campaign: string; readonly tests: readonly Test[] }) => {
  const t = useCampaignWords();
  const [most, setMost] = useState(SHOWN);
  const order = useOrder(campaign);
  const shown = tests.slice(0, most);
  const move = (from: number, to: number) => order.mutate(moved(tests, from, to));
  return (
    <>
      <Sortable items={shown.map(({ _id, name }) => ({ id: _id, name }))} move={move}>
        <ol className={classes.list}>
          {shown.map((test, place) => (
            <TestRow key={test._id} test={test} place={place} last={place === tests.length - 1} move={(to) => move(place, to)} />
          ))}
        </ol>
      </Sortable>
      {tests.length > most && (
        <Button mt="sm" variant="default" onClick={() => setMost(most + SHOWN)}>
          {t('more')}
        </Button>
      )}
    </>
  );
};

/** Shown at once as it was asked for; back as it was when the service refuses. */
const useOrder = (campaign: string) => {
  const queries = useQueryClient();
  const sentence = useSentence();
  const { queryKey } = testsOf(campaign);
  return useMutation({
    mutationFn: (tests: readonly Test[]) =>
      orderTests(
        campaign,
        tests.map(({ _id }) => _id),
      ),
    onMutate: async (tests) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      queries.setQueryData(queryKey, tests);
      return before;
    },
    onError: (failure, _, before) => {
      queries.setQueryData(queryKey, before);
      void queries.invalidateQueries({ queryKey });
      notifications.show({ color: 'red', message: sentence(failure) });
    },
  });
};
