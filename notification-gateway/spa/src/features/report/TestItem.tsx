import { Badge } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { StatusIcon, TestBadge, useStatusWord } from '@/components/StatusBadge';
import type { ReportModel } from '@/model/report';
import type { TestRow } from '@/model/row';
import { locale } from '@/words/language';
import { durationOf } from './durations';
import { useTest } from './model';
import type { Moment } from './moment';
import { TestPanel } from './TestPanel';
import classes from './Tests.module.css';
import { useReportWords } from './words';

export interface Item {
  readonly model: ReportModel;
  readonly id: string;
  readonly isOpen: boolean;
  readonly moment: Moment;
  /** A line of an attempt that the address names. */
  readonly marked: { readonly attempt: number | undefined; readonly line: number | undefined } | null;
  readonly onToggle: (id: string) => void;
}

/** Why the test waits, which attempt it is, how many cases it has, how long it took. */
const Facts = ({ test }: { readonly test: TestRow }) => {
  const t = useReportWords();
  const against = (test.cases?.failed ?? 0) + (test.cases?.broken ?? 0);
  return (
    <span className={classes.facts}>
      {test.quarantined && (
        <Badge size="sm" variant="light" color="grape" tt="none" title={t('quarantinedWhy')}>
          {t('quarantined')}
        </Badge>
      )}
      {test.status === 'pending' && test.reason !== null && test.reason !== 'planned' && <span>{t(`reasons.${test.reason}`)}</span>}
      {test.attempt > 1 && <span>{t('attemptN', { n: test.attempt })}</span>}
      {test.cases !== null && <span>{t('casesShort', { count: test.cases.total })}</span>}
      {against > 0 && <span>{t('against', { count: against })}</span>}
      {test.durationMs !== null && <span>{durationOf(test.durationMs, locale())}</span>}
    </span>
  );
};

/** One test of the accordion. */
export const TestItem = ({ model, id, isOpen, moment, marked, onToggle }: Item) => {
  const test = useTest(model, id);
  const { ofTest } = useStatusWord();
  if (!test) return null;
  return (
    <>
      <h2 className={classes.head}>
        <button type="button" id={`test-${id}`} className={classes.toggle} aria-expanded={isOpen} aria-controls={isOpen ? `panel-${id}` : undefined} data-status={test.status} onClick={() => onToggle(id)}>
          <IconChevronRight size={17} className={classes.chevron} aria-hidden />
          <StatusIcon status={test.status} word={ofTest(test.status)} />
          <span className={classes.order}>{test.order > 1e9 ? '' : test.order}</span>
          <span className={classes.name}>{test.name || test.id}</span>
          <Facts test={test} />
          <TestBadge status={test.status} />
        </button>
      </h2>
      {isOpen && (
        <div id={`panel-${id}`} role="region" aria-labelledby={`test-${id}`} className={classes.panel}>
          <TestPanel model={model} test={test} moment={moment} marked={marked} />
        </div>
      )}
    </>
  );
};
