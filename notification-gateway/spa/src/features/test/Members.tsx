import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Json } from '@/api/types';
import { Completing } from '@/components/Completing';
import type { FieldPlace } from './Fields';
import { useNaming } from './naming';
import { TextOf } from './TextOf';
import { membersOf, textOfValue, valueOfText } from './values';
import { useTestWords } from './words';

interface Row {
  readonly name: string;
  readonly value: Json;
}

const objectOf = (rows: readonly Row[]) => Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));

/** An object, name by name. Rows are kept apart from it, since two of them have the same name while somebody types. */
export const Members = ({ field, path, value, faults, change }: FieldPlace) => {
  const t = useTestWords();
  const naming = useNaming();
  const [rows, setRows] = useState<readonly Row[]>(() => membersOf(value).map(([name, member]) => ({ name, value: member })));
  const become = (next: readonly Row[]) => {
    setRows(next);
    change(next.length === 0 ? undefined : objectOf(next));
  };
  return (
    <Fieldset legend={field.label} p="sm">
      <Stack gap="xs">
        {field.help !== null && (
          <Text size="xs" c="dimmed">
            {field.help}
          </Text>
        )}
        {rows.map((row, at) => (
          <Group key={at} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              style={{ flex: 1 }}
              aria-label={t('memberName', { label: field.label, place: at + 1 })}
              value={row.name}
              onChange={(event) => become(rows.with(at, { ...row, name: event.currentTarget.value.trim() }))}
            />
            <div style={{ flex: 2 }}>
              <TextOf
                value={row.value}
                read={(text) => valueOfText(text) ?? ''}
                write={(member) => (member === '' ? '' : textOfValue(member))}
                change={(member) => become(rows.with(at, { ...row, value: member ?? '' }))}
                field={(text, type) => (
                  <Completing ariaLabel={t('memberValue', { label: field.label, place: at + 1 })} error={faults[`${path}.${row.name}`]} value={text} change={type} naming={naming} />
                )}
              />
            </div>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeLine', { place: at + 1 })} onClick={() => become(rows.toSpliced(at, 1))}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {faults[path] !== undefined && (
          <Text size="sm" c="red" role="alert">
            {faults[path]}
          </Text>
        )}
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => become([...rows, { name: '', value: '' }])} style={{ alignSelf: 'flex-start' }}>
          {t('addItem', { label: field.label })}
        </Button>
      </Stack>
    </Fieldset>
  );
};
