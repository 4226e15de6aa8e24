import { Button, Group, Menu, ScrollArea, Title } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Catalogue } from '@/api/actions';
import type { VariableGroup } from '@/api/types';
import { Nothing } from '@/components/Nothing';
import { moved } from '@/components/order';
import { Sortable } from '@/components/Sortable';
import { anyWithin, type Draft, type DraftStep, type Faults, newStep } from './draft';
import { StepCard } from './StepCard';
import classes from './Steps.module.css';
import { useTestWords } from './words';

interface Place {
  readonly draft: Draft;
  readonly faults: Faults;
  readonly catalogue: Catalogue;
  readonly environment: readonly VariableGroup[];
  /** @param place what was changed, so that what was wrong there is forgotten */
  readonly change: (actions: readonly DraftStep[], place: string) => void;
}

/** The actions of a test in their order. */
export const Steps = ({ draft, faults, catalogue, environment, change }: Place) => {
  const t = useTestWords();
  const { actions } = draft;
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(actions.length === 1 ? actions.map(({ key }) => key) : []));
  const [seen, setSeen] = useState(faults);
  if (faults !== seen) {
    setSeen(faults);
    setOpen(new Set([...open, ...actions.filter((_, place) => anyWithin(faults, `actions[${place}]`)).map(({ key }) => key)]));
  }
  const toggle = (key: string) => setOpen(open.has(key) ? new Set([...open].filter((other) => other !== key)) : new Set([...open, key]));
  const insert = (step: DraftStep, at: number) => {
    change(actions.toSpliced(at, 0, step), 'actions');
    setOpen(new Set([...open, step.key]));
  };
  const move = (from: number, to: number) => change(moved(actions, from, to), 'actions');
  const labelOf = (type: string) => catalogue.labels[type] ?? type;
  return (
    <section aria-labelledby="actions">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="actions">
          {t('actions')}
        </Title>
        <AddAction catalogue={catalogue} add={(type) => insert(newStep(type), actions.length)} />
      </Group>
      {actions.length === 0 && <Nothing icon={IconStack2} title={t('noActions')} why={t('noActionsWhy')} />}
      <Sortable items={actions.map(({ key, type }, place) => ({ id: key, name: t('action', { place: place + 1, label: labelOf(type) }) }))} move={move}>
        <ol className={classes.list}>
          {actions.map((step, place) => (
            <StepCard
              key={step.key}
              step={step}
              place={place}
              draft={draft}
              catalogue={catalogue}
              environment={environment}
              faults={faults}
              opened={open.has(step.key)}
              toggle={() => toggle(step.key)}
              change={(changed) => change(actions.with(place, changed), `actions[${place}]`)}
              move={(to) => move(place, to)}
              duplicate={() => insert(newStep(step.type, step.value), place + 1)}
              remove={() => change(actions.toSpliced(place, 1), 'actions')}
            />
          ))}
        </ol>
      </Sortable>
    </section>
  );
};

const AddAction = ({ catalogue, add }: { readonly catalogue: Catalogue; readonly add: (type: string) => void }) => {
  const t = useTestWords();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />}>
          {t('addAction')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('actionKind')}>
        <ScrollArea.Autosize mah="60vh" type="auto">
          {Object.entries(catalogue.labels)
            .toSorted(([, one], [, other]) => one.localeCompare(other))
            .map(([type, label]) => (
              <Menu.Item key={type} onClick={() => add(type)}>
                {label}
              </Menu.Item>
            ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
};
