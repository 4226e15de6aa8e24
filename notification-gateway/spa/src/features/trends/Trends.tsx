import { Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { campaign } from '@/api/campaigns';
import { flakyOf, median, passRate, type RunResults, trendsOf } from '@/api/stability';
import { Behind } from '@/components/Behind';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { AnchorLink } from '@/components/links';
import { Nothing } from '@/components/Nothing';
import { duration } from '@/components/time';
import { useRunResults } from '@/components/useRunResults';
import { Waiting } from '@/components/Waiting';
import { FlakyTable, RunsTable, SlowestTable } from './Tables';
import { useTrendsWords } from './words';

const route = getRouteApi('/trends/$id');

const PassRateChart = lazy(async () => ({ default: (await import('./Charts')).PassRateChart }));
const DurationsChart = lazy(async () => ({ default: (await import('./Charts')).DurationsChart }));

/** As many runs as a picture shows well. */
const RUNS = 20;

export const Trends = () => {
  const t = useTrendsWords();
  const { id } = route.useParams();
  const name = useQuery(campaign(id)).data?.name;
  const { runs, pending, failure, again } = useRunResults(id, RUNS);
  return (
    <>
      <Head
        title={name === undefined ? t('title') : t('of', { name })}
        before={
          <AnchorLink to="/campaigns/$id" params={{ id }} size="sm">
            ← {t('back')}
          </AnchorLink>
        }
      />
      {failure ? (
        <Failure failure={failure} again={again} />
      ) : pending ? (
        <Waiting label={t('loading')} height={120} />
      ) : runs.length === 0 ? (
        <Nothing icon={IconChartLine} title={t('noRuns')} why={t('noRunsWhy')} />
      ) : (
        <Drawn runs={runs} />
      )}
    </>
  );
};

const Drawn = ({ runs }: { readonly runs: readonly RunResults[] }) => {
  const t = useTrendsWords();
  const reports = runs.map(({ report }) => report);
  const trends = trendsOf(runs);
  const flaky = flakyOf(trends);
  const last = reports.at(-1);
  const rate = last ? passRate(last) : null;
  const middle = median(reports.map(({ durationMs }) => durationMs).filter((millis) => millis !== null));
  return (
    <Stack gap="lg">
      <Behind reports={reports} />
      <Text c="dimmed">{t('runs', { count: runs.length })}</Text>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Figure label={t('passRateNow')} value={rate === null ? '–' : `${rate} %`} />
        <Figure label={t('medianNow')} value={middle === null ? '–' : duration(middle)} />
        <Figure label={t('flakyNow')} value={String(flaky.length)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Picture title={t('passRate')}>
          <PassRateChart reports={reports} />
        </Picture>
        <Picture title={t('durations')}>
          <DurationsChart reports={reports} />
        </Picture>
      </SimpleGrid>
      <FlakyTable flaky={flaky} />
      <SlowestTable trends={trends} />
      <RunsTable reports={reports} />
    </Stack>
  );
};

const Figure = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <Paper withBorder p="md">
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text size="xl" fw={700}>
      {value}
    </Text>
  </Paper>
);

const Picture = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Paper withBorder p="md">
    <Title order={2} size="h4" mb="sm">
      {title}
    </Title>
    <Suspense fallback={<Skeleton height={220} />}>{children}</Suspense>
  </Paper>
);
