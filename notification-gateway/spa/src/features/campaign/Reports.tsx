import { Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconReportAnalytics } from '@tabler/icons-react';
import type { Counts, ListedReport } from '@/api/types';
import { Behind } from '@/components/Behind';
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
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="reports">
          {t('reports')}
        </Title>
        {list.reconnecting && (
          <Text size="sm" c="dimmed" role="status">
            {t('reconnecting')}
          </Text>
        )}
      </Group>
      <Behind reports={list.reports} />
      {list.pending && <Waiting label={t('reportsLoading')} />}
      {list.failure !== null && <Failure failure={list.failure} again={list.again} />}
      {list.empty && <Nothing icon={IconReportAnalytics} title={t('noReports')} why={t('noReportsWhy')} />}
      {list.reports.length > 0 && (
        <ul className={classes.list}>
          {list.reports.map((report) => (
            <ReportRow key={report._id} report={report} />
          ))}
        </ul>
      )}
      {list.more !== null && (
        <Button mt="sm" variant="default" loading={list.pending} onClick={list.more}>
          {t('older')}
        </Button>
      )}
    </section>
  );
};

/** Of a run that ended: what is counted of one that goes on is old at once. */
const failuresOf = ({ failed, broken, timedOut, interrupted, muted }: Counts) => Math.max(0, failed + broken + timedOut + interrupted - muted);

const ReportRow = ({ report }: { readonly report: ListedReport }) => {
  const t = useCampaignWords();
  const failures = report.counts && report.finishedAt ? failuresOf(report.counts) : 0;
  return (
    <Paper component="li" withBorder p="sm" className={classes.row ?? ''}>
      <div className={classes.what}>
        <AnchorLink to="/reports/$id" params={{ id: report._id }} fw={600} style={{ overflowWrap: 'anywhere' }}>
          {report.details}
        </AnchorLink>
        <Text size="xs" c="dimmed">
          <time dateTime={report.dateCreated}>{dateTime(report.dateCreated)}</time>
          {typeof report.durationMs === 'number' && ` · ${t('lasted', { duration: duration(report.durationMs) })}`}
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
