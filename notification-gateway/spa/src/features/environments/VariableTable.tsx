import { ActionIcon, Badge, Code, Group, Menu, ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots, IconEyeOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { deleteVariable } from '@/api/environments';
import type { Environment, Variable, VariableGroup } from '@/api/types';
import { useConfirm } from '@/components/useConfirm';
import { useDeed } from '@/components/useDeed';
import { LimitForm } from './LimitForm';
import { RootForm } from './RootForm';
import { ValueForm } from './ValueForm';
import classes from './VariableTable.module.css';
import { useEnvironmentWords } from './words';

interface Shown {
  readonly environments: readonly Environment[];
  readonly groups: readonly VariableGroup[];
  readonly admin: boolean;
}

export const VariableTable = ({ environments, groups, admin }: Shown) => {
  const t = useEnvironmentWords();
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('title') }}>
      <Table withTableBorder stickyHeader className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('variable')}</Table.Th>
            {environments.map((environment) => (
              <Table.Th key={environment.name} scope="col">
                <Group gap="xs" wrap="nowrap">
                  {environment.name}
                  <Limit environment={environment} admin={admin} />
                </Group>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Table.Tr key={group.key}>
              <Table.Th scope="row">
                <Name group={group} admin={admin} />
              </Table.Th>
              {environments.map(({ name }) => (
                <Table.Td key={name}>
                  <Value group={group} environment={name} admin={admin} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
};

const Limit = ({ environment: { name, max_parallel: most }, admin }: { readonly environment: Environment; readonly admin: boolean }) => {
  const t = useEnvironmentWords();
  const text = most === null ? t('noLimit') : `${t('limit')} : ${most}`;
  return (
    <>
      <Badge variant="default" size="sm" tt="none">
        {text}
      </Badge>
      {admin && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('editLimit', { environment: name })}
          onClick={() => modals.open({ modalId: 'limit', title: t('limitTitle', { environment: name }), children: <LimitForm environment={name} most={most} close={() => modals.close('limit')} /> })}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
      )}
    </>
  );
};

const Name = ({ group: { key, root, variables }, admin }: { readonly group: VariableGroup; readonly admin: boolean }) => {
  const t = useEnvironmentWords();
  const confirm = useConfirm();
  const remove = useDeed({
    // The values first: they need their root variable.
    act: async () => {
      for (const { _id } of variables) await deleteVariable(_id);
      if (root) await deleteVariable(root._id);
    },
    done: () => t('deleted', { key }),
    stale: [['variables'], ['environments']],
  });
  const secret = root?.isObfuscated ?? variables.some(({ isObfuscated }) => isObfuscated);
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <div>
        <Code>{key}</Code> {secret && <IconEyeOff size={14} aria-hidden />}
        {root?.description && (
          <Text size="xs" c="dimmed" fw={400} maw="18rem">
            {root.description}
          </Text>
        )}
      </div>
      {admin && root && (
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('editVariable', { key })} loading={remove.isPending}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => modals.open({ modalId: 'root', title: t('editTitle', { key }), children: <RootForm variable={root} close={() => modals.close('root')} /> })}
            >
              {t('editVariable', { key })}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => confirm({ title: t('deleteTitle'), what: t('deleteWhat', { key }), word: t('delete', { key }), act: () => remove.mutate(undefined) })}
            >
              {t('delete', { key })}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
};

const shownValue = (variable: Variable | undefined, words: { readonly unset: string; readonly hidden: string }): string =>
  variable === undefined ? words.unset : variable.isObfuscated ? words.hidden : (variable.value ?? '');

const Value = ({ group, environment, admin }: { readonly group: VariableGroup; readonly environment: string; readonly admin: boolean }) => {
  const t = useEnvironmentWords();
  const { key } = group;
  const variable = group.variables.find(({ filiere }) => filiere === environment);
  const text = shownValue(variable, { unset: t('unset'), hidden: t('hidden') });
  const shown = (
    <Text size="sm" ff="monospace" lineClamp={2} {...(variable ? {} : { c: 'dimmed', fs: 'italic' })} className={classes.value ?? ''}>
      {text}
    </Text>
  );
  if (!admin) return shown;
  const open = () =>
    modals.open({
      modalId: 'value',
      title: t('valueTitle', { key, environment }),
      children: <ValueForm group={group} variable={variable} environment={environment} close={() => modals.close('value')} />,
    });
  return (
    <UnstyledButton onClick={open} aria-label={`${t('edit', { key, environment })} : ${text}`} className={classes.cell ?? ''}>
      {shown}
    </UnstyledButton>
  );
};
