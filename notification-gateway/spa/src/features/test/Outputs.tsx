import { ActionIcon, Button, Fieldset, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Json, OutputVariable } from '@/api/types';
import { unusedOutputs } from './completion';
import { membersOf } from './values';
import { useTestWords } from './words';

interface Mapping {
  readonly outputs: readonly OutputVariable[];
  readonly value: Json | undefined;
  readonly fault: string | undefined;
  readonly change: (value: Json | undefined) => void;
}

/** Which outputs of an action are kept in which test variables. */
export const Outputs = ({ outputs, value, fault, change }: Mapping) => {
  const t = useTestWords();
  const rows = membersOf(value);
  const next = unusedOutputs(
    outputs,
    rows.map(([output]) => output),
  )[0];
  const become = (changed: readonly (readonly [string, Json])[]) => change(changed.length === 0 ? undefined : Object.fromEntries(changed));
  if (outputs.length === 0) return null;
  return (
    <Fieldset legend={t('outputs')} p="sm">
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t('outputsHelp', { example: '{{app.…}}' })}
        </Text>
        {rows.map(([output, target], at) => (
          <Group key={output} gap="xs" wrap="nowrap">
            <NativeSelect
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t('output', { place: at + 1 })}
              value={output}
              data={outputs.filter(({ name }) => name === output || !rows.some(([used]) => used === name)).map(({ name }) => name)}
              onChange={(event) => become(rows.with(at, [event.currentTarget.value, target]))}
            />
            <TextInput
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t('target', { place: at + 1 })}
              value={typeof target === 'string' ? target : ''}
              onChange={(event) => become(rows.with(at, [output, event.currentTarget.value.trim()]))}
            />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeLine', { place: at + 1 })} onClick={() => become(rows.toSpliced(at, 1))}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {fault !== undefined && (
          <Text size="sm" c="red" role="alert">
            {fault}
          </Text>
        )}
        {next !== undefined && (
          <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => become([...rows, [next.name, '']])}>
            {t('addLine')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
};
