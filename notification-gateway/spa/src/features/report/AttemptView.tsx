import { Table, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import type { AttemptDetail } from '@/api/report';
import { StatusIcon } from '@/components/StatusBadge';
import type { Outcome } from '@/model/events';
import { locale } from '@/words/language';
import { isMasked } from './detail';
import { durationOf } from './durations';
import classes from './Tests.module.css';
import { useReportWords } from './words';

/** The seed's three words of seven outcomes. */
export const statusOf = (outcome: Outcome) => (outcome === 'passed' ? 'passed' : outcome === 'skipped' || outcome === 'cancelled' ? 'skipped' : 'failed');

const Actions = ({ attempt, isOver }: { readonly attempt: AttemptDetail; readonly isOver: boolean }) => {
  const t = useReportWords();
  if (attempt.actions.length === 0) {
    return isOver || attempt.startedAt === null ? null : (
      <Text size="sm" c="dimmed">
        {t('actionsLater')}
      </Text>
    );
  }
  return (
    <section>
      <h3 className={classes.heading}>{t('actions')}</h3>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('actions')}>
        <Table verticalSpacing={4} withRowBorders={false}>
          <Table.Tbody>
            {attempt.actions.map((action) => (
              <Table.Tr key={action.index}>
                <Table.Td w={30}>
                  <StatusIcon status={statusOf(action.outcome)} word={t(`outcomes.${action.outcome}`)} size={16} />
                </Table.Td>
                <Table.Td>
                  {action.index}/{action.count} {action.type}
                </Table.Td>
                <Table.Td ta="end">{durationOf(action.durationMs, locale())}</Table.Td>
                <Table.Td>{action.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
};

const Variables = ({ outputs }: { readonly outputs: Readonly<Record<string, string>> }) => {
  const t = useReportWords();
  const entries = Object.entries(outputs);
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{t('variables')}</h3>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('variables')}>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('variable')}</Table.Th>
              <Table.Th>{t('value')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Td ff="monospace">{name}</Table.Td>
                <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                  {value} {isMasked(value) && <IconEyeOff size={14} role="img" aria-label={t('secret')} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
};

/** What an attempt did, one action after the other, why it did not pass, and what it left in the test's variables. */
export const AttemptView = ({ attempt, message, outputs, isOver }: { readonly attempt: AttemptDetail | undefined; readonly message: string | null; readonly outputs: Readonly<Record<string, string>>; readonly isOver: boolean }) => (
  <>
    {message !== null && <p className={classes.message}>{message}</p>}
    {attempt && <Actions attempt={attempt} isOver={isOver} />}
    <Variables outputs={outputs} />
  </>
);
