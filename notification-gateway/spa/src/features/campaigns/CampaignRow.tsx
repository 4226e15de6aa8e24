import { ActionIcon, Box, Group, Menu, Paper, Text } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconFileExport, IconTrash } from '@tabler/icons-react';
import { archiveCampaign, archivedCampaigns, campaigns, deleteCampaign, restoreCampaign } from '@/api/campaigns';
import { queries } from '@/api/queries';
import { firstFree, paperName } from '@/api/transfer';
import type { Campaign } from '@/api/types';
import { dateTime } from '@/components/time';
import { AnchorLink } from '@/components/links';
import { useConfirm } from '@/components/useConfirm';
import { useDeed } from '@/components/useDeed';
import { read, save, write } from './transfer';
import { useCampaignsWords } from './words';

/** One campaign of the list, and what can be done with all of it. */
export const CampaignRow = ({ campaign }: { readonly campaign: Campaign }) => {
  const t = useCampaignsWords();
  return (
    <Paper component="li" withBorder p="sm">
      <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
        <Box miw={0}>
          <AnchorLink to="/campaigns/$id" params={{ id: campaign._id }} fw={600} style={{ overflowWrap: 'anywhere' }}>
            {campaign.name}
          </AnchorLink>
          {campaign.description !== '' && (
            <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
              {campaign.description}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {t('created', { date: dateTime(campaign.dateCreated), name: campaign.userCreatedName })}
          </Text>
        </Box>
        <CampaignMenu campaign={campaign} />
      </Group>
    </Paper>
  );
};

const CampaignMenu = ({ campaign }: { readonly campaign: Campaign }) => {
  const t = useCampaignsWords();
  const confirm = useConfirm();
  const name = campaign.name;
  const duplicate = useDeed({
    act: async () => write(await read(campaign), firstFree(t('copyOf', { name }), (queries.getQueryData(campaigns.queryKey) ?? []).map((other) => other.name))),
    done: () => t('duplicated', { name }),
    stale: [campaigns.queryKey],
  });
  const keep = useDeed({ act: async () => save(paperName(name), await read(campaign)) });
  const lists = [campaigns.queryKey, archivedCampaigns.queryKey];
  const archive = useDeed({ act: () => archiveCampaign(campaign._id), done: () => t('archivedDone', { name }), stale: lists });
  const restore = useDeed({ act: () => restoreCampaign(campaign._id), done: () => t('restored', { name }), stale: lists });
  const remove = useDeed({ act: () => deleteCampaign(campaign._id), done: () => t('deleted', { name }), stale: lists });
  const busy = [duplicate, keep, archive, restore, remove].some(({ isPending }) => isPending);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t('actions', { name })} loading={busy}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate.mutate(undefined)}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileExport size={16} aria-hidden />} onClick={() => keep.mutate(undefined)}>
          {t('export')}
        </Menu.Item>
        {campaign.archived ? (
          <Menu.Item leftSection={<IconArchiveOff size={16} aria-hidden />} onClick={() => restore.mutate(undefined)}>
            {t('restore')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={() => archive.mutate(undefined)}>
            {t('archive')}
          </Menu.Item>
        )}
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => confirm({ title: t('deleteTitle'), what: t('deleteWhat', { name }), word: t('delete'), act: () => remove.mutate(undefined) })}
        >
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
