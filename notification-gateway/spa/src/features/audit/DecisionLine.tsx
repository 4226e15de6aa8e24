import { Accordion, Badge, Code, Group, ScrollArea, Table, Text } from '@mantine/core';
import type { Decision, Difference } from '@/api/types';
import { dateTime } from '@/words/times';
import { nameOf } from './decisions';
import { useAuditWords } from './words';

const Value = ({ value }: { readonly value: string | null }) => {
  const t = useAuditWords();
  return value === null ? (
    <Text span c="dimmed" fs="italic" size="sm">
      {t('none')}
    </Text>
  ) : (
    <Code block={value.includes('\n')}>{value}</Code>
  );
};

const Changes = ({ changes }: { readonly changes: readonly Difference[] }) => {
  const t = useAuditWords();
  return (
    <ScrollArea type="auto">
      <Table withRowBorders striped miw={480}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('field')}</Table.Th>
            <Table.Th scope="col">{t('before')}</Table.Th>
            <Table.Th scope="col">{t('after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.field}>
              <Table.Th scope="row" fw={500}>
                {change.field}
              </Table.Th>
              <Table.Td>
                <Value value={change.before} />
              </Table.Td>
              <Table.Td>
                <Value value={change.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
};

/** A word for a part of a type; one that this page does not know yet is told as it is. */
const useWordOf = () => {
  const t = useAuditWords();
  return (group: 'things' | 'verbs', word: string): string => {
    const key = `${group}.${word}` as 'things.test';
    const said = t(key);
    return said === key ? word : said;
  };
};

/** One decision: who, what, when; opened, what it changed and its place in the chain. */
export const DecisionLine = ({ decision }: { readonly decision: Decision }) => {
  const t = useAuditWords();
  const wordOf = useWordOf();
  const { thing, verb } = nameOf(decision.type);
  // Old decisions have none.
  const changes = decision.difference ?? [];
  return (
    <Accordion.Item value={decision.id}>
      <Accordion.Control>
        <Group gap="xs" wrap="wrap">
          <Badge variant="light">{wordOf('things', thing)}</Badge>
          <Text size="sm" fw={600}>
            {wordOf('verbs', verb)}
          </Text>
          <Text size="sm">{decision.name}</Text>
          <Text size="xs" c="dimmed">
            {decision.actorName ?? t('system')} · <time dateTime={decision.at}>{dateTime(decision.at)}</time> · {t('fields', { count: changes.length })}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {changes.length > 0 && <Changes changes={changes} />}
        <Text size="xs" c="dimmed" mt="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('number', { number: decision.sequence })} · {t('fingerprint', { hash: decision.hash })}
        </Text>
      </Accordion.Panel>
    </Accordion.Item>
  );
};
