import { Stack, Text } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { campaigns } from '@/api/campaigns';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { AnchorLink, ButtonLink } from '@/components/links';
import { Nothing } from '@/components/Nothing';
import { Waiting } from '@/components/Waiting';
import { useTrendsWords } from './words';

/** Which campaign's trends. */
export const TrendsList = () => {
  const t = useTrendsWords();
  const all = useQuery(campaigns);
  return (
    <>
      <Head title={t('title')} />
      {all.isPending && <Waiting label={t('loading')} height={28} />}
      {all.isError && <Failure failure={all.error} again={() => void all.refetch()} />}
      {all.isSuccess && all.data.length === 0 && (
        <Nothing icon={IconChartLine} title={t('none')} why={t('noneWhy')}>
          <ButtonLink to="/campaigns">{t('goCampaigns')}</ButtonLink>
        </Nothing>
      )}
      {all.isSuccess && all.data.length > 0 && (
        <Stack gap="xs" align="flex-start">
          <Text c="dimmed">{t('choose')}</Text>
          {all.data.map(({ _id, name }) => (
            <AnchorLink key={_id} to="/trends/$id" params={{ id: _id }} py={4} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </AnchorLink>
          ))}
        </Stack>
      )}
    </>
  );
};
