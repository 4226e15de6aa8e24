import { Button, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { call } from '@/api/call';
import { addressOf, type CasePage } from '@/api/report';
import { StatusIcon } from '@/components/StatusBadge';
import type { ReportModel } from '@/model/report';
import type { TestRow } from '@/model/row';
import { locale } from '@/words/language';
import { statusOf } from './AttemptView';
import cases from './Cases.module.css';
import { durationOf } from './durations';
import { useCaseVersion } from './model';
import { askedAt, type Moment } from './moment';
import classes from './Tests.module.css';
import { PART, useParts } from './useParts';
import { useReportWords } from './words';

/** What a real test runner found in an attempt: a window on any number of cases. */
export const Cases = ({ model, test, attempt, moment }: { readonly model: ReportModel; readonly test: TestRow; readonly attempt: number; readonly moment: Moment }) => {
  const t = useReportWords();
  const place = useRef<HTMLDivElement>(null);
  const version = useCaseVersion(model, test.id, attempt);
  const book = model.cases(test.id, attempt);
  const at = askedAt(moment);
  const id = model.header.id;
  useEffect(() => model.readCases(test.id, attempt), [model, test.id, attempt]);
  const rows = useVirtualizer({ count: book.total, getScrollElement: () => place.current, estimateSize: () => 32, overscan: 10 });
  const shown = rows.getVirtualItems();
  const { failed, again } = useParts(`${id} ${test.id} ${attempt} ${at ?? ''}`, {
    book,
    version,
    from: (shown[0]?.index ?? 0) + 1,
    to: (shown.at(-1)?.index ?? 0) + 1,
    isAsked: moment !== 'playing' && (test.cases !== null || attempt < test.attempt),
    read: async (after, signal) => {
      const page = await call<CasePage>(addressOf.cases(id, test.id, { attempt, after, limit: PART, at }), { signal });
      model.addCases(
        test.id,
        attempt,
        page.cases.map((one) => ({ ...one, n: one.number, duration_ms: one.durationMs })),
        page.counts.total,
      );
    },
  });
  if (book.total === 0 && !failed) return null;
  return (
    <section>
      <h3 className={classes.heading}>
        {t('cases')}
        <Text component="span" size="xs" c="dimmed">{`${book.total}`}</Text>
      </h3>
      {failed && (
        <Button size="compact-xs" variant="default" onClick={again}>
          {t('again')}
        </Button>
      )}
      <div ref={place} className={cases.frame} tabIndex={0} role="list" aria-label={t('cases')}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }} role="presentation">
          {shown.map((row) => {
            const one = book.get(row.index + 1);
            return (
              <div key={row.key} ref={rows.measureElement} data-index={row.index} role="listitem" aria-setsize={book.total} aria-posinset={row.index + 1} className={cases.case} style={{ transform: `translateY(${row.start}px)` }}>
                {one ? (
                  <>
                    <StatusIcon status={statusOf(one.outcome)} word={t(`outcomes.${one.outcome}`)} size={16} />
                    <span className={cases.name}>
                      {one.suite !== '' && <span className={cases.suite}>{one.suite} › </span>}
                      {one.name}
                      {one.message !== null && <pre className={cases.message}>{one.message}</pre>}
                    </span>
                    <span className={cases.time}>{durationOf(one.duration_ms, locale())}</span>
                  </>
                ) : (
                  '…'
                )}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
};
