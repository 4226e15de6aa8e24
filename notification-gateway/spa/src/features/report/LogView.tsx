import { Button, Text } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { call } from '@/api/call';
import { addressOf, type LogPage } from '@/api/report';
import type { ReportModel } from '@/model/report';
import type { TestRow } from '@/model/row';
import { LogLine } from './LogLine';
import { useLines } from './model';
import { askedAt, type Moment } from './moment';
import classes from './Tests.module.css';
import { PART, useParts } from './useParts';
import { useReportWords } from './words';

const LINE = 20;
/** So near to the end is at the end. */
const NEAR = 2 * LINE;

interface Log {
  readonly model: ReportModel;
  readonly test: TestRow;
  readonly attempt: number;
  readonly moment: Moment;
  /** The line that the address names. */
  readonly marked: number | null;
}

/** The log of one attempt: a window on any number of lines, which follows the end until its reader scrolls up. */
export const LogView = ({ model, test, attempt, moment, marked }: Log) => {
  const t = useReportWords();
  const place = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [follows, setFollows] = useState(marked === null);
  const { lines, version } = useLines(model, test.id, attempt);
  const at = askedAt(moment);
  const id = model.header.id;
  useEffect(() => model.readLines(test.id, attempt), [model, test.id, attempt]);

  const rows = useVirtualizer({ count: lines.total, getScrollElement: () => place.current, estimateSize: () => LINE, overscan: 20 });
  const shown = rows.getVirtualItems();
  const { isFirst, failed, again } = useParts(`${id} ${test.id} ${attempt} ${at ?? ''}`, {
    book: lines,
    version,
    from: (shown[0]?.index ?? 0) + 1,
    to: (shown.at(-1)?.index ?? 0) + 1,
    isAsked: moment !== 'playing' && test.status !== 'pending',
    read: async (after, signal) => {
      const page = await call<LogPage>(addressOf.logs(id, test.id, { attempt, after, limit: PART, at }), { signal });
      model.addLines(test.id, attempt, page.lines, page.total);
      if (at !== null) model.endLines(test.id, attempt, page.total);
    },
  });

  useEffect(() => {
    if (follows && lines.total > 0) rows.scrollToIndex(lines.total - 1, { align: 'end' });
  }, [follows, version, rows, lines]);
  const isReady = marked !== null && lines.total >= marked;
  useEffect(() => {
    if (isReady) rows.scrollToIndex(marked - 1, { align: 'center' });
  }, [isReady, marked, rows]);

  const onScroll = () => {
    const element = place.current;
    if (!element) return;
    const up = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    if (element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR) setFollows(true);
    else if (up) setFollows(false);
  };

  return (
    <section>
      <h3 className={classes.heading}>
        {t('logs')}
        {lines.total > 0 && <Text component="span" size="xs" c="dimmed">{`${lines.total}`}</Text>}
      </h3>
      {failed && (
        <Text size="sm" role="alert">
          {t('linesFailed')}{' '}
          <Button size="compact-xs" variant="default" onClick={again}>
            {t('again')}
          </Button>
        </Text>
      )}
      {lines.total === 0 ? (
        <Text size="sm" c="dimmed">
          {isFirst && test.status !== 'pending' ? t('loadingLines') : t(test.status === 'pending' || test.status === 'running' ? 'noLogs' : 'noLogsEver')}
        </Text>
      ) : (
        <div className={classes.frame}>
          <div ref={place} className={classes.log} role="log" aria-live="off" aria-label={t('logsOf', { name: test.name })} tabIndex={0} onScroll={onScroll} style={{ height: Math.min(lines.total * LINE + 18, 352) }}>
            <div className={classes.lines} style={{ height: rows.getTotalSize() }}>
              {shown.map((row) => (
                <LogLine key={row.key} n={row.index + 1} line={lines.get(row.index + 1)} top={row.start} test={test.id} attempt={attempt} isMarked={marked === row.index + 1} />
              ))}
            </div>
          </div>
          {!follows && (
            <Button className={classes.toEnd ?? ''} size="compact-sm" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={() => setFollows(true)}>
              {t('toEnd')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
};
