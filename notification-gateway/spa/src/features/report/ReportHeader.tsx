import { Alert, Badge, Stack, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconClock, IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { reportNow } from '@/api/reports';
import { useMe } from '@/app/session';
import { ProgressBar } from '@/components/ProgressBar';
import { ReportBadge } from '@/components/StatusBadge';
import { isOver, type Header } from '@/model/header';
import type { ReportModel } from '@/model/report';
import { locale } from '@/words/language';
import { clockTime, dateTime } from '@/words/times';
import { durationOf, estimatedEnd } from './durations';
import { useCounts, useHeader } from './model';
import classes from './Report.module.css';
import { useReportWords } from './words';

/** The present, told every second while it matters. */
const useNow = (ticks: boolean): number => {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => ticks && setNow(Date.now()), 1_000, { autoInvoke: true });
  return now;
};

/** How long the run took, or takes, and when it will be through at this pace. */
const Times = ({ model, isPast }: { readonly model: ReportModel; readonly isPast: boolean }) => {
  const t = useReportWords();
  const header = useHeader(model);
  useCounts(model);
  const since = isOver(header) ? null : header.startedAt;
  const goesOn = since !== null;
  const tick = useNow(goesOn && !isPast);
  const now = isPast ? model.now().getTime() : tick;
  const millis = header.durationMs ?? (since === null ? null : Math.max(0, now - new Date(since).getTime()));
  const end = estimatedEnd(model, now);
  return (
    <>
      {millis !== null && (
        <span title={t('duration')}>
          <IconClock size={15} aria-label={t('duration')} role="img" style={{ verticalAlign: '-2px' }} /> {durationOf(goesOn && millis >= 1_000 ? Math.floor(millis / 1_000) * 1_000 : millis, locale())}
        </span>
      )}
      {end !== null && <span>{t('left', { when: clockTime(end) })}</span>}
    </>
  );
};

const isId = (actor: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(actor);

/** What whoever wanted the run to be ended is called. Live events name nobody: then the report is asked, once. */
const useStopperName = ({ id, stop }: Header, me: string | undefined): string | undefined => {
  const known = stop?.requestedByName;
  const unknown = stop?.requestedBy != null && stop.requestedBy !== me && isId(stop.requestedBy) && known === undefined;
  const asked = useQuery({ queryKey: ['stopper', id], queryFn: ({ signal }) => reportNow(id, signal), enabled: unknown, staleTime: Infinity });
  return known ?? asked.data?.stop?.requestedByName;
};

/** Who wanted the run to be ended, in the run's life and after it. */
const Stopped = ({ header }: { readonly header: Header }) => {
  const t = useReportWords();
  const me = useMe();
  const name = useStopperName(header, me?.id);
  if (!header.stop) return null;
  const { reason, requestedBy } = header.stop;
  const who = requestedBy === null || requestedBy === me?.id ? t('you') : isId(requestedBy) ? (name ?? t('someone')) : requestedBy;
  const over = isOver(header);
  return (
    <Badge variant="default" tt="none" leftSection={<IconHandStop size={14} aria-hidden />}>
      {reason === 'timed-out' ? t('timedOut') : t(over ? 'stoppedBy' : 'stoppingBy', { who })}
    </Badge>
  );
};

interface Head {
  readonly model: ReportModel;
  /** How what is shown stands to what happens; null for a moment of the past. */
  readonly connection: ReactNode;
  readonly children: ReactNode;
}

/** What a report is, how it stands and how far it is; what can be done with it stands beside as children. */
export const ReportHeader = ({ model, connection, children }: Head) => {
  const t = useReportWords();
  const header = useHeader(model);
  return (
    <Stack gap="xs">
      <div className={classes.head}>
        <Title order={1} size="h2" className={classes.title}>
          {header.name || t(header.kind === 'trial' ? 'trial' : 'report')}
        </Title>
        {header.environment !== '' && (
          <Badge variant="outline" tt="none" radius="sm">
            {header.environment}
          </Badge>
        )}
        <ReportBadge status={header.status} />
        <Stopped header={header} />
        {connection}
        <span style={{ flex: 1 }} />
        {children}
      </div>
      <div className={classes.facts}>
        {header.campaignName !== '' && <span>{header.campaignName}</span>}
        {header.launchedByName !== null && <span>{t('launchedBy', { who: header.launchedByName })}</span>}
        {header.createdAt !== null && <time dateTime={header.createdAt}>{t('createdAt', { when: dateTime(header.createdAt) })}</time>}
        <Times model={model} isPast={connection === null} />
      </div>
      <div className={classes.progress}>
        <ProgressBar percent={header.progress} status={header.status} label={t('progress')} />
        <span>{header.progress} %</span>
      </div>
      {header.error !== null && (
        <Alert color="red" role="alert">
          {header.error}
        </Alert>
      )}
    </Stack>
  );
};
