import { Button } from '@mantine/core';
import { IconHourglass, IconSearchOff } from '@tabler/icons-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Nothing } from '@/components/Nothing';
import type { ReportModel } from '@/model/report';
import { Help } from './Help';
import { useListVersion } from './model';
import type { Moment } from './moment';
import type { ReportSearch } from './search';
import { type ListHandle, TestList } from './TestList';
import { nextFailure, wantedTests } from './tests';
import { Tools } from './Tools';
import { useKeys } from './useKeys';
import { useReportWords } from './words';

interface Body {
  readonly model: ReportModel;
  readonly moment: Moment;
  readonly search: ReportSearch;
  readonly want: (news: { readonly [K in keyof ReportSearch]: ReportSearch[K] | undefined }) => void;
  readonly children?: ReactNode;
}

const focused = (): string | null => document.activeElement?.id.match(/^test-(.*)$/)?.[1] ?? null;

/** The tests of a report as of some moment, with what is looked for among them and the keys that move through them. */
export const ReportBody = ({ model, moment, search, want }: Body) => {
  const t = useReportWords();
  const handle = useRef<ListHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(search.test === undefined ? [] : [search.test]));
  const [cursor, setCursor] = useState<string | null>(null);
  const q = useDeferredValue(search.q ?? '');
  const version = useListVersion(model, search.status !== undefined || q !== '');
  // The version says when to look again; what is looked through is the model's own.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const ids = useMemo(() => wantedTests(model, search.status, q), [model, search.status, q, version]);

  // The test of a permalink comes into view as soon as it is known, which of a large report's last ones takes a moment.
  const linked = useRef(search.test);
  useEffect(() => {
    if (linked.current === undefined || !ids.includes(linked.current)) return;
    handle.current?.go(linked.current);
    linked.current = undefined;
  }, [ids]);

  const go = (id: string | null | undefined) => {
    if (id === null || id === undefined) return;
    setCursor(id);
    handle.current?.go(id);
  };
  const toggle = (id: string) => {
    const isOpen = open.has(id);
    setOpen((before) => new Set(isOpen ? [...before].filter((one) => one !== id) : [...before, id]));
    setCursor(id);
    want(isOpen ? (search.test === id ? { test: undefined, attempt: undefined, line: undefined } : {}) : { test: id, attempt: undefined, line: undefined });
  };
  const here = () => focused() ?? cursor;
  const failure = () => {
    const id = nextFailure(model, ids, here());
    if (id === null) return;
    if (!open.has(id)) toggle(id);
    go(id);
  };
  const step = (by: number) => {
    const from = here();
    const at = from === null ? -1 : ids.indexOf(from);
    go(ids[Math.min(ids.length - 1, Math.max(0, at + by))]);
  };
  useKeys({
    '/': () => searchBox.current?.focus(),
    j: () => step(1),
    k: () => step(-1),
    e: () => {
      const id = here();
      if (id !== null) toggle(id);
    },
    f: failure,
    '?': () => setHelp(true),
  });

  const isNarrowed = search.status !== undefined || (search.q ?? '') !== '';
  return (
    <>
      <Tools
        model={model}
        status={search.status}
        q={search.q ?? ''}
        searchBox={searchBox}
        onStatus={(status) => want({ status })}
        onQuery={(words) => want({ q: words === '' ? undefined : words })}
        onFailure={failure}
        onHelp={() => setHelp(true)}
      />
      {ids.length > 0 && (
        <TestList
          handle={handle}
          model={model}
          ids={ids}
          open={open}
          moment={moment}
          marked={search.test === undefined ? null : { test: search.test, attempt: search.attempt, line: search.line }}
          onToggle={toggle}
        />
      )}
      {ids.length === 0 &&
        (isNarrowed ? (
          <Nothing icon={IconSearchOff} title={t('noMatch')} why={t('noMatchWhy')}>
            <Button variant="default" onClick={() => want({ status: undefined, q: undefined })}>
              {t('showAll')}
            </Button>
          </Nothing>
        ) : (
          <Nothing icon={IconHourglass} title={t('noTests')} why={t('noTestsWhy')} />
        ))}
      <Help opened={help} onClose={() => setHelp(false)} />
    </>
  );
};
