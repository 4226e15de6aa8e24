import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '@/api/call';
import { sendOnce } from '@/api/reports';
import type { TestContent, TrialState } from '@/api/types';
import { useIntention } from '@/components/useIntention';

/** What is tried: a test as it is stored, or one that is stored nowhere, with the files of a campaign. */
export type Tried = { readonly stored: string } | { readonly content: TestContent; readonly campaign: string | null };

export interface Trial {
  readonly run: string;
  readonly state: TrialState | null;
  readonly lines: readonly string[];
  /** The stream broke off; it comes back by itself. */
  readonly away: boolean;
}

const ENDED: ReadonlySet<TrialState['status']> = new Set(['passed', 'failed', 'error']);

export const hasEnded = (trial: Trial): boolean => trial.state !== null && ENDED.has(trial.state.status);

const send = async (tried: Tried, environment: string, keyOf: (body: unknown) => string): Promise<string> => {
  if ('stored' in tried) {
    const body = { filiere: environment };
    return (await sendOnce<{ readonly rapport_id: string }>(`/api/tests/${encodeURIComponent(tried.stored)}/execute`, body, keyOf([tried.stored, body]))).rapport_id;
  }
  const { name, description, actions, variables, timeout } = tried.content;
  const body = {
    ...(name === '' ? {} : { name }),
    description,
    actions,
    variables,
    filiere: environment,
    ...(timeout === null ? {} : { timeout }),
    ...(tried.campaign === null ? {} : { campain_id: tried.campaign }),
  };
  return (await sendOnce<{ readonly runId: string }>('/api/test', body, keyOf(body))).runId;
};

const isState = (value: unknown): value is TrialState => typeof value === 'object' && value !== null && typeof (value as { readonly status?: unknown }).status === 'string';

const MOST_LINES = 1_000;

/** The beginning of the log as the report has it; nothing when it cannot be had, so that what came live stays. */
const wholeLog = async (run: string, test: string): Promise<readonly string[]> => {
  try {
    const { lines } = await call<{ readonly lines: readonly { readonly line: string }[] }>(
      `/api/rapports/${encodeURIComponent(run)}/tests/${encodeURIComponent(test)}/logs?limit=${MOST_LINES}`,
    );
    return lines.map(({ line }) => line);
  } catch {
    return [];
  }
};

/**
 * Follows one test alone. Of a test that is over in an instant the verdict may come before its lines: they are read when it has come.
 * A stream that comes back begins with all there is, so what was shown before is let go.
 */
const watch = (run: string, tell: (change: (trial: Trial) => Trial) => void): (() => void) => {
  const stream = new EventSource(`/api/test-status/sse/${encodeURIComponent(run)}`);
  let fresh = true;
  stream.onerror = () => {
    fresh = true;
    tell((trial) => ({ ...trial, away: !hasEnded(trial) }));
  };
  stream.onmessage = ({ data }: MessageEvent<string>) => {
    const state: unknown = JSON.parse(data);
    if (!isState(state)) return;
    const lines = state.log === undefined || state.log === '' ? [] : state.log.split('\n');
    const first = fresh;
    fresh = false;
    tell((trial) => ({ ...trial, state, lines: first && lines.length > 0 ? lines : [...trial.lines, ...lines], away: false }));
    if (!ENDED.has(state.status)) return;
    stream.close();
    void wholeLog(run, state.testId ?? run).then((whole) => tell((trial) => (whole.length > trial.lines.length ? { ...trial, lines: whole } : trial)));
  };
  return () => stream.close();
};

/** Runs a test alone and follows it while the editor is open. */
export const useTrial = () => {
  const intention = useIntention();
  const [trial, setTrial] = useState<Trial | null>(null);
  const start = useMutation({
    mutationFn: ({ tried, environment }: { readonly tried: Tried; readonly environment: string }) => send(tried, environment, intention.keyOf),
    onMutate: () => setTrial(null),
    onSuccess: (run) => {
      intention.done();
      setTrial({ run, state: null, lines: [], away: false });
    },
  });
  const stop = useMutation({ mutationFn: (run: string) => call(`/api/rapports/${encodeURIComponent(run)}/cancel`, { method: 'POST' }) });
  const run = trial?.run;
  useEffect(() => (run === undefined ? undefined : watch(run, (change) => setTrial((now) => (now?.run === run ? change(now) : now)))), [run]);
  return { trial, start, stop };
};
