import { Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconReportAnalytics } from '@tabler/icons-react';
import type { Report } from '@/api/types';
import { Failure } from '@/components/Failure';
import { AnchorLink, ButtonLink } from '@/components/links';
import { Nothing } from '@/components/Nothing';
import { ProgressBar } from '@/components/ProgressBar';
import { ReportBadge } from '@/components/StatusBadge';
import { dateTime, duration } from '@/components/time';
import { Waiting } from '@/components/Waiting';
import classes from './Reports.module.css';
import { useReports } from './useReports';
import { useCampaignWords } from './words';

/** What the campaign's runs came to or are at (seed 1, row TG-36). */
export const Reports = ({ campaign }: { readonly campaign: string }) => {
  const t = useCampaignWords();
  const list = useReports(campaign);
  return (
    <section aria-labelledby="reports">
      <Title order={2} size="h3" id="reports" mb="sm">
        {t('reports')}
      </Title>
      {list.isPending && <Waiting label={t('reportsLoading')} />}
      {list.isError && <Failure failure={list.error} again={() => void list.refetch()} />}
      {list.isSuccess && list.reports.length === 0 && <Nothing icon={IconReportAnalytics} title={t('noReports')} why={t('noReportsWhy')} />}
      {list.reports.length > 0 && (
        <ul className={classes.list}>
          {list.reports.map((report) => (
            <ReportRow key={report._id} report={report} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button mt="sm" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </section>
  );
};

const failuresOf = ({ failed, broken, timedOut, interrupted, muted }: Report['counts']) => Math.max(0, failed + broken + timedOut + interrupted - muted);

const ReportRow = ({ report }: { readonly report: Report }) => {
  const t = useCampaignWords();
  const failures = failuresOf(report.counts);
  return (
    <Paper component="li" withBorder p="sm" className={classes.row ?? ''}>
      <div className={classes.what}>
        <AnchorLink to="/reports/$id" params={{ id: report._id }} fw={600} style={{ overflowWrap: 'anywhere' }}>
          {report.details}
        </AnchorLink>
        <Text size="xs" c="dimmed">
          <time dateTime={report.dateCreated}>{dateTime(report.dateCreated)}</time>
          {report.durationMs !== null && ` · ${t('lasted', { duration: duration(report.durationMs) })}`}
          {failures > 0 && ` · ${t('failures', { count: failures })}`}
        </Text>
      </div>
      <Group gap="xs" className={classes.badges ?? ''}>
        <Badge variant="default" tt="none">
          {report.filiere}
        </Badge>
        <ReportBadge status={report.status} />
      </Group>
      <div className={classes.progress}>
        <ProgressBar percent={report.progress} status={report.status} label={t('progress', { progress: report.progress })} />
      </div>
      <ButtonLink to="/reports/$id" params={{ id: report._id }} variant="default" size="xs" aria-label={t('seeReport', { name: report.details })}>
        {t('see')}
      </ButtonLink>
    </Paper>
  );
};
