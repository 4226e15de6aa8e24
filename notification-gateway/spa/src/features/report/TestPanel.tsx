import { Button, CopyButton, Group, SegmentedControl, Skeleton } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/call';
import { addressOf, type TestDetail } from '@/api/report';
import { Failure } from '@/components/Failure';
import type { ReportModel } from '@/model/report';
import type { TestRow } from '@/model/row';
import { Artifacts } from './Artifacts';
import { AttemptView } from './AttemptView';
import { Cases } from './Cases';
import { attemptsOf, artifactsOf } from './detail';
import { LogView } from './LogView';
import { askedAt, type Moment } from './moment';
import { useReportWords } from './words';

interface Panel {
  readonly model: ReportModel;
  readonly test: TestRow;
  readonly moment: Moment;
  readonly marked: { readonly attempt: number | undefined; readonly line: number | undefined } | null;
}

/**
 * What is inside a test. Attempts, files, cases and lines come with the stream; actions and variables do not: they are asked for when the test is opened, and
 * once more with its verdict.
 */
export const TestPanel = ({ model, test, moment, marked }: Panel) => {
  const t = useReportWords();
  const id = model.header.id;
  const isOver = test.status !== 'pending' && test.status !== 'running';
  const [chosen, choose] = useState<number | null>(marked?.attempt ?? null);
  const detail = useQuery({
    queryKey: ['report', id, 'test', test.id, { at: askedAt(moment), isOver, attempt: test.attempt }],
    queryFn: ({ signal }) => call<TestDetail>(addressOf.test(id, test.id, askedAt(moment)), { signal }),
    placeholderData: (before) => before,
    staleTime: Infinity,
    enabled: moment !== 'playing',
  });
  const attempts = attemptsOf(test, detail.data);
  const attempt = chosen !== null && chosen <= test.attempt ? chosen : test.attempt;
  const shown = attempts.find((one) => one.attempt === attempt);
  const link = () => `${location.origin}/reports/${id}?${new URLSearchParams({ test: test.id, ...(chosen === null ? {} : { attempt: `${chosen}` }) }).toString()}`;
  return (
    <>
      <Group gap="xs" justify="space-between">
        {test.attempt > 1 ? (
          <SegmentedControl
            aria-label={t('attempts')}
            size="xs"
            value={`${attempt}`}
            onChange={(value) => choose(Number(value))}
            data={attempts.map((one) => ({ value: `${one.attempt}`, label: `${t('attempt', { n: one.attempt })}${one.outcome === null ? '' : ` · ${t(`outcomes.${one.outcome}`)}`}` }))}
          />
        ) : (
          <span />
        )}
        <CopyButton value={link()}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="subtle" leftSection={<IconLink size={14} aria-hidden />} onClick={copy}>
              {copied ? t('copied') : t('copyLink')}
            </Button>
          )}
        </CopyButton>
      </Group>
      {detail.isError && <Failure failure={detail.error} again={() => void detail.refetch()} />}
      {detail.isPending && moment !== 'playing' && <Skeleton height={60} />}
      <AttemptView attempt={shown} message={attempt === test.attempt ? test.message : (shown?.message ?? null)} outputs={attempt === test.attempt ? (detail.data?.outputs ?? {}) : {}} isOver={isOver} />
      <Cases model={model} test={test} attempt={attempt} moment={moment} />
      <Artifacts artifacts={artifactsOf(id, test, detail.data, attempt)} />
      <LogView key={`${attempt}`} model={model} test={test} attempt={attempt} moment={moment} marked={marked?.line !== undefined && (marked.attempt ?? test.attempt) === attempt ? marked.line : null} />
    </>
  );
};
