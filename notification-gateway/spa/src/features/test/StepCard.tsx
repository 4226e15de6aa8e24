import { ActionIcon, Badge, Group, Menu, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Catalogue } from '@/api/actions';
import type { ActionField, VariableGroup } from '@/api/types';
import { Fold } from '@/components/Fold';
import { SortableItem } from '@/components/Sortable';
import { completions } from './completion';
import { anyWithin, type Draft, type DraftStep, type Faults, withMember } from './draft';
import { Fault, Field } from './Fields';
import { OfAction } from './naming';
import { Outputs } from './Outputs';
import classes from './Steps.module.css';
import { summaryOf } from './summary';
import { useTestWords } from './words';

export interface StepPlace {
  readonly step: DraftStep;
  /** From 0. */
  readonly place: number;
  readonly draft: Draft;
  readonly catalogue: Catalogue;
  readonly environment: readonly VariableGroup[];
  readonly faults: Faults;
  readonly opened: boolean;
  readonly toggle: () => void;
  readonly change: (step: DraftStep) => void;
  readonly move: (to: number) => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
}

/** One action: closed it says what it does in a line, open it is a form. */
export const StepCard = (card: StepPlace) => {
  const t = useTestWords();
  const { step, place, catalogue, faults, opened, toggle } = card;
  const label = catalogue.labels[step.type] ?? t('unknownAction', { type: step.type });
  const name = t('action', { place: place + 1, label });
  const Sign = opened ? IconChevronDown : IconChevronRight;
  return (
    <SortableItem id={step.key} name={name} className={classes.step}>
      {(grip) => (
        <section aria-label={name}>
          <Group gap={4} wrap="nowrap">
            {grip}
            <ActionIcon variant="subtle" color="gray" size="lg" onClick={toggle} aria-expanded={opened} aria-label={t(opened ? 'close' : 'open', { place: place + 1 })}>
              <Sign size={18} aria-hidden />
            </ActionIcon>
            <Text size="sm" className={classes.head ?? ''} onClick={toggle}>
              <b>
                {place + 1}. {label}
              </b>{' '}
              {!opened && (
                <Text span size="sm" c="dimmed" ff="monospace">
                  {summaryOf(step)}
                </Text>
              )}
            </Text>
            {anyWithin(faults, `actions[${place}]`) && (
              <Badge color="red" variant="light" tt="none">
                {t('faulty')}
              </Badge>
            )}
            <StepMenu {...card} />
          </Group>
          {opened && <StepForm {...card} />}
        </section>
      )}
    </SortableItem>
  );
};

const StepMenu = ({ place, draft, move, duplicate, remove }: StepPlace) => {
  const t = useTestWords();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('actionMenu', { place: place + 1 })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={place === 0} leftSection={<IconArrowUp size={16} aria-hidden />} onClick={() => move(place - 1)}>
          {t('up')}
        </Menu.Item>
        <Menu.Item disabled={place === draft.actions.length - 1} leftSection={<IconArrowDown size={16} aria-hidden />} onClick={() => move(place + 1)}>
          {t('down')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={duplicate}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const StepForm = ({ step, place, draft, catalogue, environment, faults, change }: StepPlace) => {
  const t = useTestWords();
  const path = `actions[${place}].value`;
  const { actions, variables } = draft;
  const names = useMemo(() => completions(environment, variables, actions.slice(0, place)), [environment, variables, actions, place]);
  const surroundings = useMemo(() => ({ type: step.type, names }), [step.type, names]);
  const fields = catalogue.masks[step.type] ?? [];
  // What has a value when the form opens stands in front: nothing changes its place while somebody types.
  const [given] = useState(() => new Set(Object.keys(step.value)));
  const inFront = ({ required, name }: ActionField) => required || given.has(name) || IN_FRONT.has(`${step.type}.${name}`);
  const behind = fields.filter((field) => !inFront(field));
  const draw = (field: ActionField) => (
    <Field
      key={field.name}
      field={field}
      path={`${path}.${field.name}`}
      value={step.value[field.name]}
      faults={faults}
      change={(value) => change({ ...step, value: withMember(step.value, field.name, value) })}
    />
  );
  return (
    <OfAction value={surroundings}>
      <Stack gap="sm" p="xs" pt="sm">
        <Fault text={faults[`actions[${place}].type`] ?? faults[path]} />
        {fields.filter(inFront).map(draw)}
        {behind.length > 0 && (
          <Fold label={t('moreFields')} needed={behind.some(({ name }) => anyWithin(faults, `${path}.${name}`))}>
            <Stack gap="sm" pt="xs">
              {behind.map(draw)}
            </Stack>
          </Fold>
        )}
        <Outputs outputs={catalogue.outputs[step.type] ?? []} value={step.value.output_mapping} fault={faults[`${path}.output_mapping`]} change={(value) => change({ ...step, value: withMember(step.value, 'output_mapping', value) })} />
      </Stack>
    </OfAction>
  );
};

/** What most actions of a kind say although they need not. */
const IN_FRONT: ReadonlySet<string> = new Set(['http.method', 'http.headers', 'http.body', 'http.expected_status', 'http.assertions', 'http.extract', 'python.script', 'playwright.script', 'sql.sql', 'sql.database', 'command.shell', 'var.name', 'var.value', 'pause.unit']);
