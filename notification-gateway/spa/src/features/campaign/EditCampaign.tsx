import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { changeCampaign } from '@/api/campaigns';
import type { Campaign } from '@/api/types';
import { CampaignForm } from '@/components/CampaignForm';
import { useCampaignWords } from './words';

export const EditCampaign = ({ campaign, opened, close }: { readonly campaign: Campaign; readonly opened: boolean; readonly close: () => void }) => {
  const t = useCampaignWords();
  const queries = useQueryClient();
  const saved = async () => {
    notifications.show({ color: 'green', message: t('saved') });
    await queries.invalidateQueries({ queryKey: ['campaigns'] });
    close();
  };
  return (
    <Modal opened={opened} onClose={close} title={t('editTitle')} centered>
      <CampaignForm initial={{ name: campaign.name, description: campaign.description }} submit={t('save')} send={(asked) => changeCampaign(campaign._id, asked)} sent={saved} close={close} />
    </Modal>
  );
};
