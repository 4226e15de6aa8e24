import { useEffect, useState, useSyncExternalStore } from 'react';
import { call } from '@/api/call';
import type { TestPage } from '@/api/report';
import type { RoomState } from '@/live/protocol';
import { useRoom } from '@/live/useRoom';
import { useSession } from '@/live/useSession';
import { ReportModel } from '@/model/report';

const BEFORE_ASKING_AGAIN = 2_000;

/** Once per picture. A page that nobody sees draws nothing and folds on. */
export const beforeThePicture = (flush: () => void) => void requestAnimationFrame(flush);

/** Reads the tests that the report itself had no room for, part by part. */
const useRest = (model: ReportModel) => {
  const next = useSyncExternalStore(
    (listener) => model.subscribe('list', listener),
    () => model.next?.url ?? null,
  );
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (next === null) return;
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    call<TestPage>(next, { signal: left.signal })
      .then((page) => model.add(page.tests, page.next))
      .catch(() => {
        if (!left.signal.aborted) timer = setTimeout(() => setFailures((count) => count + 1), BEFORE_ASKING_AGAIN);
      });
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [model, next, failures]);
};

/** The report as it is, folded from what is told of it. */
export const useLiveReport = (id: string): { readonly model: ReportModel; readonly room: RoomState } => {
  const [model] = useState(() => new ReportModel(id, { schedule: beforeThePicture }));
  const room = useRoom(`rapport_${id}`, (told) => (told.event === 'recalled' ? model.restore(told.data) : model.apply(told)));
  useSession(room.phase);
  useRest(model);
  return { model, room };
};
