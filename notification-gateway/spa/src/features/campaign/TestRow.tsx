import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { createTest, deleteTest, testsOf } from '@/api/campaigns';
import { contentOf } from '@/api/content';
import type { Test } from '@/api/types';
import { SortableItem } from '@/components/Sortable';
import { AnchorLink } from '@/components/links';
import { useConfirm } from '@/components/useConfirm';
import { useDeed } from '@/components/useDeed';
import classes from './Tests.module.css';
import { useCampaignWords } from './words';

interface Row {
  readonly test: Test;
  /** From 0. */
  readonly place: number;
  readonly last: boolean;
  readonly move: (to: number) => void;
}

export const TestRow = ({ test, place, last, move }: Row) => {
  const t = useCampaignWords();
  return (
    <SortableItem id={test._id} name={test.name} className={classes.row}>
      {(grip) => (
        <>
          {grip}
          <span className={classes.place}>{place + 1}</span>
          <div className={classes.name}>
            <AnchorLink to="/tests/$id" params={{ id: test._id }} size="sm" underline="always">
              {test.name}
            </AnchorLink>{' '}
            <Text span size="xs" c="dimmed">
              {t('actions', { count: test.actions.length })}
            </Text>{' '}
            {test.quarantined && (
              <Badge variant="default" size="sm" tt="none" title={test.quarantine_reason ?? undefined}>
                {t('quarantined')}
              </Badge>
            )}
          </div>
          <TestMenu test={test} place={place} last={last} move={move} />
        </>
      )}
    </SortableItem>
  );
};

const TestMenu = ({ test, place, last, move }: Row) => {
  const t = useCampaignWords();
  const confirm = useConfirm();
  const name = test.name;
  const stale = [testsOf(test.campain_id).queryKey];
  const duplicate = useDeed({
    act: () => createTest(test.campain_id, { ...contentOf(test), name: t('copyOf', { name }) }, test.order + 1),
    done: () => t('duplicated', { name }),
    stale,
  });
  const remove = useDeed({ act: () => deleteTest(test._id), done: () => t('testDeleted', { name }), stale });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('testActions', { name })} loading={duplicate.isPending || remove.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={place === 0} leftSection={<IconArrowUp size={16} aria-hidden />} onClick={() => move(place - 1)}>
          {t('up')}
        </Menu.Item>
        <Menu.Item disabled={last} leftSection={<IconArrowDown size={16} aria-hidden />} onClick={() => move(place + 1)}>
          {t('down')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate.mutate(undefined)}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => confirm({ title: t('deleteTestTitle'), what: t('deleteTestWhat', { name }), word: t('delete'), act: () => remove.mutate(undefined) })}
        >
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
