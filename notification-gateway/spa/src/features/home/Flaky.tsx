import { Stack, Text, Title } from '@mantine/core';
import { flakyOf, trendsOf } from '@/api/stability';
import type { ListedReport } from '@/api/types';
import { Failure } from '@/components/Failure';
import { AnchorLink } from '@/components/links';
import { useRunResults } from '@/components/useRunResults';
import { Waiting } from '@/components/Waiting';
import { useHomeWords } from './words';

/** The campaigns that ran last, and as many of their runs: enough to see what is not steady, few enough to be read at once. */
const CAMPAIGNS = 3;
const RUNS = 8;
const SHOWN = 5;

export const Flaky = ({ runs }: { readonly runs: readonly ListedReport[] }) => {
  const t = useHomeWords();
  const last = [...new Map(runs.map(({ campainId, campaignName }) => [campainId, campaignName ?? ''])).entries()].slice(0, CAMPAIGNS);
  return (
    <section aria-labelledby="flaky">
      <Title order={2} size="h3" id="flaky">
        {t('flaky')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('flakyWhy')}
      </Text>
      <Stack gap="sm">
        {last.map(([id, name]) => (
          <OfCampaign key={id} id={id} name={name} />
        ))}
      </Stack>
    </section>
  );
};

const OfCampaign = ({ id, name }: { readonly id: string; readonly name: string }) => {
  const t = useHomeWords();
  const { runs, pending, failure, again } = useRunResults(id, RUNS);
  if (failure) return <Failure failure={failure} again={again} />;
  const flaky = flakyOf(trendsOf(runs)).slice(0, SHOWN);
  return (
    <div>
      <AnchorLink to="/trends/$id" params={{ id }} size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {name || t('trends')}
      </AnchorLink>
      {pending ? (
        <Waiting label={t('loading')} rows={1} height={20} />
      ) : flaky.length === 0 ? (
        <Text size="sm">{t('noFlaky')}</Text>
      ) : (
        <ul style={{ margin: 0, paddingInlineStart: '1.2rem' }}>
          {flaky.map((test) => (
            <li key={test.id}>
              <AnchorLink to="/tests/$id" params={{ id: test.id }} size="sm" underline="always" style={{ overflowWrap: 'anywhere' }}>
                {test.name}
              </AnchorLink>{' '}
              <Text span size="xs" c="dimmed">
                {t('flakyLine', { passed: test.passed, failed: test.failed })}
                {test.retried > 0 && `, ${t('retriedLine', { count: test.retried })}`}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
