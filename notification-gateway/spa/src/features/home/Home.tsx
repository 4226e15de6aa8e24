import { Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaigns } from '@/api/campaigns';
import { Behind } from '@/components/Behind';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { Waiting } from '@/components/Waiting';
import { Durations } from './Durations';
import { FirstVisit } from './FirstVisit';
import { Flaky } from './Flaky';
import { CampaignEar } from './CampaignEar';
import { Ended, Running } from './Runs';
import { LATEST, latest } from './latest';
import { useHomeWords } from './words';

/** A connection watches a hundred rooms at most, and other pages of the browser have some. */
const MOST_ROOMS = 50;

/** What runs now, what ended lately, what is flaky, how long it takes. Before anything ran: how to begin. */
export const Home = () => {
  const t = useHomeWords();
  const runs = useQuery(latest);
  const all = useQuery(campaigns);
  const failed = [runs, all].find(({ isError }) => isError);
  const listed = runs.data?.data ?? [];
  return (
    <>
      {all.data?.slice(0, MOST_ROOMS).map(({ _id }) => <CampaignEar key={_id} campaign={_id} />)}
      {failed ? (
        <Failure failure={failed.error} again={() => void failed.refetch()} />
      ) : !runs.isSuccess || !all.isSuccess ? (
        <Waiting label={t('loading')} />
      ) : listed.length === 0 ? (
        <FirstVisit campaigns={all.data} />
      ) : (
        <>
          <Head title={t('title')} />
          <Behind reports={listed} />
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack gap="xl">
                <Running runs={listed} />
                <Ended runs={listed.slice(0, LATEST)} />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Stack gap="xl">
                <Flaky runs={listed} />
                <Durations runs={listed} />
              </Stack>
            </Grid.Col>
          </Grid>
        </>
      )}
    </>
  );
};
