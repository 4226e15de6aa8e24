import { ActionIcon, Button, Kbd, TextInput } from '@mantine/core';
import { IconArrowDown, IconKeyboard, IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { StatusIcon, useStatusWord } from '@/components/StatusBadge';
import type { TestStatus } from '@/model/events';
import type { ReportModel } from '@/model/report';
import { useAnyFailed, useCounts, useHeader, useKnown } from './model';
import classes from './Report.module.css';
import { STATUSES } from './search';
import { useReportWords } from './words';

interface Tool {
  readonly model: ReportModel;
  readonly status: TestStatus | undefined;
  readonly q: string;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onStatus: (status: TestStatus | undefined) => void;
  readonly onQuery: (q: string) => void;
  readonly onFailure: () => void;
  readonly onHelp: () => void;
}

/** How many tests there are of each status, to look at only these. Drawn with every change, so it stands alone. */
const Chips = ({ model, status, onStatus }: Pick<Tool, 'model' | 'status' | 'onStatus'>) => {
  const t = useReportWords();
  const { ofTest } = useStatusWord();
  const counts = useCounts(model);
  const known = useKnown(model);
  return (
    <div className={classes.chips} role="group" aria-label={t('filter')}>
      <button type="button" className={classes.chip} aria-pressed={status === undefined} onClick={() => onStatus(undefined)}>
        {t('all')} {known}
      </button>
      {STATUSES.filter((each) => counts[each] > 0 || each === status).map((each) => (
        <button key={each} type="button" className={classes.chip} aria-pressed={status === each} onClick={() => onStatus(status === each ? undefined : each)}>
          <StatusIcon status={each} word="" size={15} /> {ofTest(each)} {counts[each]}
        </button>
      ))}
    </div>
  );
};

/** What is looked for among the tests: words, a status, the next failure. The counts are those of all tests. */
export const Tools = ({ model, status, q, searchBox, onStatus, onQuery, onFailure, onHelp }: Tool) => {
  const t = useReportWords();
  const anyFailed = useAnyFailed(model);
  const known = useKnown(model);
  const { total } = useHeader(model);
  const isLoading = model.next !== null && known < total;
  return (
    <div className={classes.tools}>
      <TextInput
        ref={searchBox}
        className={classes.search ?? ''}
        type="search"
        value={q}
        onChange={(event) => onQuery(event.currentTarget.value)}
        aria-label={t('search')}
        placeholder={t('searchShort')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={q === '' ? <Kbd aria-hidden>/</Kbd> : null}
      />
      <Chips model={model} status={status} onStatus={onStatus} />
      {anyFailed && (
        <Button variant="default" leftSection={<IconArrowDown size={16} aria-hidden />} rightSection={<Kbd aria-hidden>f</Kbd>} onClick={onFailure}>
          {t('nextFailure')}
        </Button>
      )}
      <ActionIcon variant="default" size={36} aria-label={t('shortcuts')} onClick={onHelp}>
        <IconKeyboard size={18} aria-hidden />
      </ActionIcon>
      {isLoading && <span className={classes.quiet}>{t('loadingTests', { known, total })}</span>}
    </div>
  );
};
