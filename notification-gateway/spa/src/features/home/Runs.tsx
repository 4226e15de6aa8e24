import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ListedReport } from '@/api/types';
import { AnchorLink } from '@/components/links';
import { ProgressBar } from '@/components/ProgressBar';
import { ReportBadge } from '@/components/StatusBadge';
import { dateTime, duration } from '@/components/time';
import { useHomeWords } from './words';

const goesOn = ({ status }: ListedReport) => status === 'pending' || status === 'running';

/** As tall as a finger needs it beside the link below (WCAG 2.2, 2.5.8). */
const TARGET = { display: 'inline-block', lineHeight: '1.5rem' };

/** As many as one looks at. */
const ENDED = 8;

export const Running = ({ runs }: { readonly runs: readonly ListedReport[] }) => {
  const t = useHomeWords();
  const going = runs.filter(goesOn);
  return (
    <section aria-labelledby="running">
      <Title order={2} size="h3" mb="sm" id="running">
        {t('running')}
      </Title>
      {going.length === 0 && <Text c="dimmed">{t('idle')}</Text>}
      <Stack gap="xs">
        {going.map((run) => (
          <RunCard key={run._id} run={run} />
        ))}
      </Stack>
    </section>
  );
};

export const Ended = ({ runs }: { readonly runs: readonly ListedReport[] }) => {
  const t = useHomeWords();
  const ended = runs.filter((run) => !goesOn(run)).slice(0, ENDED);
  return (
    <section aria-labelledby="ended">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="ended">
          {t('ended')}
        </Title>
        <AnchorLink to="/campaigns" size="sm">
          {t('allCampaigns')}
        </AnchorLink>
      </Group>
      {ended.length === 0 && <Text c="dimmed">{t('nothingEnded')}</Text>}
      <Stack gap="xs">
        {ended.map((run) => (
          <RunCard key={run._id} run={run} />
        ))}
      </Stack>
    </section>
  );
};

const RunCard = ({ run }: { readonly run: ListedReport }) => {
  const t = useHomeWords();
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 12rem' }}>
          <AnchorLink to="/reports/$id" params={{ id: run._id }} fw={600} style={{ overflowWrap: 'anywhere', ...TARGET }}>
            {run.details}
          </AnchorLink>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {run.campaignName !== undefined && (
              <>
                <AnchorLink to="/campaigns/$id" params={{ id: run.campainId }} size="xs" underline="always">
                  {run.campaignName}
                </AnchorLink>
                {' · '}
              </>
            )}
            {dateTime(run.dateCreated)}
            {typeof run.durationMs === 'number' && ` · ${duration(run.durationMs)}`}
          </Text>
        </div>
        <Badge variant="default" tt="none">
          {run.filiere}
        </Badge>
        <ReportBadge status={run.status} />
      </Group>
      {goesOn(run) && (
        <div style={{ marginTop: '0.6rem' }}>
          <ProgressBar percent={run.progress} status={run.status} label={t('progress', { progress: run.progress })} />
        </div>
      )}
    </Paper>
  );
};
