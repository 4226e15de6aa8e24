import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { ReportModel } from '@/model/report';
import type { Moment } from './moment';
import { TestItem } from './TestItem';
import classes from './Tests.module.css';
import { useReportWords } from './words';

const ROW = 45;

export interface ListHandle {
  /** Brings a test into view and puts the focus on it. */
  go(id: string): void;
}

interface List {
  readonly handle: RefObject<ListHandle | null>;
  readonly model: ReportModel;
  readonly ids: readonly string[];
  readonly open: ReadonlySet<string>;
  readonly moment: Moment;
  readonly marked: { readonly test: string; readonly attempt: number | undefined; readonly line: number | undefined } | null;
  readonly onToggle: (id: string) => void;
}

/** The tests, however many: only those that can be seen are in the document. They scroll with the page. */
export const TestList = ({ handle, model, ids, open, moment, marked, onToggle }: List) => {
  const t = useReportWords();
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [ids.length]);
  const rows = useWindowVirtualizer({
    count: ids.length,
    estimateSize: () => ROW,
    overscan: 10,
    scrollMargin: margin,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 160,
    getItemKey: (index) => ids[index] ?? index,
  });
  useImperativeHandle(handle, () => ({
    go: (id) => {
      const index = ids.indexOf(id);
      if (index < 0) return;
      rows.scrollToIndex(index, { align: 'auto' });
      whenThere(`test-${id}`, 20);
    },
  }));
  return (
    <div ref={list} role="list" aria-label={t('tests')} className={classes.list} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => {
        const id = ids[row.index] ?? '';
        return (
          <div key={row.key} ref={rows.measureElement} data-index={row.index} role="listitem" aria-setsize={ids.length} aria-posinset={row.index + 1} className={classes.item} style={{ transform: `translateY(${row.start - margin}px)` }}>
            <TestItem model={model} id={id} isOpen={open.has(id)} moment={moment} marked={marked?.test === id ? marked : null} onToggle={onToggle} />
          </div>
        );
      })}
    </div>
  );
};

/** A row that was scrolled to is there a picture or two later. */
const whenThere = (element: string, pictures: number) => {
  const found = document.getElementById(element);
  if (found) found.focus({ preventScroll: true });
  else if (pictures > 0) requestAnimationFrame(() => whenThere(element, pictures - 1));
};
