import { useCallback, useSyncExternalStore } from 'react';
import type { TestStatus } from '@/model/events';
import type { Numbered } from '@/model/numbered';
import type { Header } from '@/model/header';
import type { KeptLine, ReportModel, Topic } from '@/model/report';
import type { TestRow } from '@/model/row';

/** What components read of a report: each draws again only when its own part has changed. */
const useTopic = <T>(model: ReportModel, topic: Topic, read: () => T): T => {
  const subscribe = useCallback((listener: () => void) => model.subscribe(topic, listener), [model, topic]);
  return useSyncExternalStore(subscribe, read);
};

export const useHeader = (model: ReportModel): Header => useTopic(model, 'header', () => model.header);

export const useTest = (model: ReportModel, id: string): TestRow | undefined => useTopic(model, `test:${id}`, () => model.test(id));

export const useCounts = (model: ReportModel): Readonly<Record<TestStatus, number>> => useTopic(model, 'list', () => model.counts);

export const useAnyFailed = (model: ReportModel): boolean => useTopic(model, 'list', () => model.counts.failed > 0);

/** How many tests are known here. */
export const useKnown = (model: ReportModel): number => useTopic(model, 'list', () => model.known);

/** The lines of an attempt, and a number that grows with each change of them. */
export const useLines = (model: ReportModel, test: string, attempt: number): { readonly lines: Numbered<KeptLine>; readonly version: string } => {
  const version = useTopic(model, `log:${test}`, () => `${model.generation} ${model.lines(test, attempt).version}`);
  return { lines: model.lines(test, attempt), version };
};

export const useCaseVersion = (model: ReportModel, test: string, attempt: number): string => useTopic(model, `cases:${test}`, () => `${model.generation} ${model.cases(test, attempt).version}`);

/** Changes whenever rows come, go or change their status; with no filter only when they come or go. */
export const useListVersion = (model: ReportModel, isFiltered: boolean): string =>
  useTopic(model, 'list', () => `${model.generation} ${isFiltered ? model.listVersion : model.membership}`);
