import { Text, Title } from '@mantine/core';
import { median } from '@/api/stability';
import type { ListedReport } from '@/api/types';
import { AnchorLink } from '@/components/links';
import { duration } from '@/components/time';
import { useHomeWords } from './words';

const SHOWN = 8;

/** The durations of each campaign's runs, the newest first. */
const durationsOf = (runs: readonly ListedReport[]) => {
  const byCampaign = new Map<string, { readonly name: string; readonly durations: number[] }>();
  for (const { campainId, campaignName, durationMs } of runs) {
    if (typeof durationMs !== 'number' || campaignName === undefined) continue;
    const known = byCampaign.get(campainId) ?? { name: campaignName, durations: [] };
    known.durations.push(durationMs);
    byCampaign.set(campainId, known);
  }
  return [...byCampaign].map(([id, { name, durations }]) => ({ id, name, last: durations[0] ?? 0, middle: median(durations) ?? 0 }));
};

export const Durations = ({ runs }: { readonly runs: readonly ListedReport[] }) => {
  const t = useHomeWords();
  const all = durationsOf(runs).slice(0, SHOWN);
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="durations">
      <Title order={2} size="h3" mb="sm" id="durations">
        {t('durations')}
      </Title>
      {all.map(({ id, name, last, middle }) => (
        <div key={id}>
          <AnchorLink to="/trends/$id" params={{ id }} size="sm" underline="always" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </AnchorLink>{' '}
          <Text span size="sm" c="dimmed">
            {t('durationLine', { last: duration(last), median: duration(middle) })}
          </Text>
        </div>
      ))}
    </section>
  );
};
