import { ScrollArea, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { passRate, slowestOf, type TestTrend } from '@/api/stability';
import type { Report } from '@/api/types';
import { AnchorLink } from '@/components/links';
import { dateTime, duration } from '@/components/time';
import { useTrendsWords } from './words';

const SLOWEST = 10;

const Section = ({ id, title, heads, children }: { readonly id: string; readonly title: string; readonly heads: readonly string[]; readonly children: ReactNode }) => (
  <div>
    <Title order={2} size="h4" mb="xs" id={id}>
      {title}
    </Title>
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-labelledby': id }}>
      <Table striped aria-labelledby={id}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </ScrollArea>
  </div>
);

const TestName = ({ test: { id, name } }: { readonly test: TestTrend }) => (
  <Table.Th scope="row" fw={400}>
    <AnchorLink to="/tests/$id" params={{ id }} size="sm">
      {name}
    </AnchorLink>
  </Table.Th>
);

export const FlakyTable = ({ flaky }: { readonly flaky: readonly TestTrend[] }) => {
  const t = useTrendsWords();
  if (flaky.length === 0) {
    return (
      <section>
        <Title order={2} size="h4" mb="xs">
          {t('flaky')}
        </Title>
        <Text>{t('noFlaky')}</Text>
      </section>
    );
  }
  return (
    <Section id="flaky" title={t('flaky')} heads={[t('test'), t('executed'), t('passed'), t('failed'), t('retried')]}>
      {flaky.map((test) => (
        <Table.Tr key={test.id}>
          <TestName test={test} />
          <Table.Td>{test.runs}</Table.Td>
          <Table.Td>{test.passed}</Table.Td>
          <Table.Td>{test.failed}</Table.Td>
          <Table.Td>{test.retried}</Table.Td>
        </Table.Tr>
      ))}
    </Section>
  );
};

export const SlowestTable = ({ trends }: { readonly trends: readonly TestTrend[] }) => {
  const t = useTrendsWords();
  return (
    <Section id="slowest" title={t('slowest')} heads={[t('test'), t('median'), t('longest'), t('executed')]}>
      {slowestOf(trends, SLOWEST).map((test) => (
        <Table.Tr key={test.id}>
          <TestName test={test} />
          <Table.Td>{duration(test.median ?? 0)}</Table.Td>
          <Table.Td>{duration(test.longest ?? 0)}</Table.Td>
          <Table.Td>{test.runs}</Table.Td>
        </Table.Tr>
      ))}
    </Section>
  );
};

/** The charts in numbers. */
export const RunsTable = ({ reports }: { readonly reports: readonly Report[] }) => {
  const t = useTrendsWords();
  return (
    <Section id="numbers" title={t('table')} heads={[t('report'), t('date'), t('environment'), t('duration'), t('result')]}>
      {reports.toReversed().map((report) => {
        const rate = passRate(report);
        return (
          <Table.Tr key={report._id}>
            <Table.Th scope="row" fw={400}>
              <AnchorLink to="/reports/$id" params={{ id: report._id }} size="sm">
                {report.details}
              </AnchorLink>
            </Table.Th>
            <Table.Td>{dateTime(report.dateCreated)}</Table.Td>
            <Table.Td>{report.filiere}</Table.Td>
            <Table.Td>{report.durationMs === null ? '–' : duration(report.durationMs)}</Table.Td>
            <Table.Td>{rate === null ? '–' : `${rate} %`}</Table.Td>
          </Table.Tr>
        );
      })}
    </Section>
  );
};
