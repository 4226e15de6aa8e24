import { ActionIcon, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type DraftVariable, type Faults, newVariable } from './draft';
import { useTestWords } from './words';

interface Place {
  readonly variables: readonly DraftVariable[];
  readonly faults: Faults;
  readonly change: (variables: readonly DraftVariable[], place: string) => void;
}

/** The test's own variables, with what they are before an action fills them. */
export const Variables = ({ variables, faults, change }: Place) => {
  const t = useTestWords();
  return (
    <section aria-labelledby="variables">
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h3" id="variables">
          {t('variables')}
        </Title>
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change([...variables, newVariable()], 'variables')}>
          {t('addVariable')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mb="xs">
        {t('variablesHelp', { example: '{{app.…}}' })}
      </Text>
      <Stack gap="xs">
        {variables.map((variable, at) => (
          <Group key={variable.key} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t('variableName', { place: at + 1 })}
              placeholder={t('name')}
              error={faults[`variables[${at}]`]}
              value={variable.name}
              onChange={(event) => change(variables.with(at, { ...variable, name: event.currentTarget.value }), `variables[${at}]`)}
            />
            <TextInput
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t('variableValue', { place: at + 1 })}
              placeholder={t('value')}
              error={faults[`variables[${at}].value`]}
              value={typeof variable.value === 'string' ? variable.value : ''}
              onChange={(event) => change(variables.with(at, { ...variable, value: event.currentTarget.value === '' ? null : event.currentTarget.value }), `variables[${at}].value`)}
            />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeVariable', { place: at + 1 })} onClick={() => change(variables.toSpliced(at, 1), 'variables')}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
    </section>
  );
};
