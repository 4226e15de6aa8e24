import { Link } from '@tanstack/react-router';
import type { KeptLine } from '@/model/report';
import classes from './Tests.module.css';
import { useReportWords } from './words';

interface Line {
  readonly n: number;
  /** Absent while it is read. */
  readonly line: KeptLine | undefined;
  readonly top: number;
  readonly test: string;
  readonly attempt: number;
  readonly isMarked: boolean;
}

/** One line of a log, with its number as a link to it. */
export const LogLine = ({ n, line, top, test, attempt, isMarked }: Line) => {
  const t = useReportWords();
  return (
    <div className={classes.line} data-marked={isMarked} style={{ transform: `translateY(${top}px)` }}>
      <Link from="/reports/$id" to="." search={(search) => ({ ...search, test, attempt, line: n })} replace resetScroll={false} className={classes.number} aria-label={t('lineLink', { n })} tabIndex={-1}>
        {n}
      </Link>
      <span className={`${classes.text ?? ''} ${line && line.level !== 'info' ? (classes[line.level] ?? '') : ''}`}>{line?.line ?? '…'}</span>
    </div>
  );
};
