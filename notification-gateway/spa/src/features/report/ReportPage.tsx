import { Alert, Button, Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconFileOff, IconHistory, IconShieldCheck } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { CallFailed } from '@/api/call';
import { Failure } from '@/components/Failure';
import { Nothing } from '@/components/Nothing';
import type { RoomState } from '@/live/protocol';
import { isOver } from '@/model/header';
import { Exports } from './Exports';
import { LiveState } from './LiveState';
import { useHeader } from './model';
import { ReportBody } from './ReportBody';
import { ReportHeader } from './ReportHeader';
import type { ReportSearch } from './search';
import { StopRun } from './StopRun';
import { TimeBar } from './time/TimeBar';
import { LAST, useTravel } from './time/useTravel';
import { useLiveReport } from './useLiveReport';
import { useReportWords } from './words';

const route = getRouteApi('/reports/$id');

/** With what computes canonical JSON: only who verifies needs it. */
const Verify = lazy(() => import('./time/Verify').then(({ Verify: component }) => ({ default: component })));

const NOT_THERE: ReadonlySet<number> = new Set([400, 404]);

const Refused = ({ room }: { readonly room: RoomState }) => {
  const t = useReportWords();
  if (!room.refusal || !NOT_THERE.has(room.refusal.status)) {
    return <Failure failure={new CallFailed(room.refusal?.status ?? 0, { message: room.refusal?.message ?? '' }, null)} />;
  }
  return (
    <>
      <VisuallyHidden component="h1">{t('report')}</VisuallyHidden>
      <Nothing icon={IconFileOff} title={t('notFound')} why={t('notFoundWhy')}>
        <Button component={Link} to="/">
          {t('goHome')}
        </Button>
      </Nothing>
    </>
  );
};

/** One report: live, until it is over; then as it ended; and as of any moment of its life. */
export const ReportPage = ({ id }: { readonly id: string }) => {
  const t = useReportWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { model, room } = useLiveReport(id);
  const header = useHeader(model);
  const [lostSeen, setLostSeen] = useState<number | null>(null);
  const [verifies, setVerifies] = useState(false);

  const want = (news: { readonly [K in keyof ReportSearch]: ReportSearch[K] | undefined }) =>
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...news }).filter(([, value]) => value !== undefined)), replace: true, resetScroll: false });
  const travel = useTravel(model, search.at, (at) => want({ at }));

  if (room.phase === 'refused') return <Refused room={room} />;
  if (model.generation === 0) {
    return (
      <Stack aria-busy>
        <Skeleton height={40} width="50%" />
        <LiveState room={room} isOver={false} />
        {[1, 2, 3, 4, 5].map((each) => (
          <Skeleton key={each} height={40} />
        ))}
      </Stack>
    );
  }
  const over = isOver(header);
  const verify = (
    <Button variant="default" leftSection={<IconShieldCheck size={17} aria-hidden />} onClick={() => setVerifies(true)}>
      {t('verify.open')}
    </Button>
  );
  return (
    <Stack>
      {room.lostAt !== null && room.lostAt !== lostSeen && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} withCloseButton closeButtonLabel={t('time.close')} onClose={() => setLostSeen(room.lostAt)} role="alert">
          {t('lost')}
        </Alert>
      )}
      <ReportHeader model={travel?.model ?? model} connection={travel ? null : <LiveState room={room} isOver={over} />}>
        {!over && header.stop === null && <StopRun id={id} />}
        <Exports id={id} isOver={over} />
      </ReportHeader>
      <ReportBody model={travel?.model ?? model} moment={travel?.moment ?? null} search={search} want={want} />
      {travel ? (
        <TimeBar travel={travel} isOver={over} onLeave={() => want({ at: undefined })}>
          {verify}
        </TimeBar>
      ) : (
        <Group gap="xs">
          <Button variant="default" leftSection={<IconHistory size={17} aria-hidden />} onClick={() => want({ at: LAST })}>
            {t('time.open')}
          </Button>
          {verify}
        </Group>
      )}
      {verifies && (
        <Suspense fallback={null}>
          <Verify id={id} onClose={() => setVerifies(false)} />
        </Suspense>
      )}
    </Stack>
  );
};
