import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { campaigns, createCampaign } from '@/api/campaigns';
import { CampaignForm } from '@/components/CampaignForm';
import { useCampaignsWords } from './words';

const NOTHING = { name: '', description: '' };

export const NewCampaign = ({ opened, close }: { readonly opened: boolean; readonly close: () => void }) => {
  const t = useCampaignsWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const created = async (id: string) => {
    await queries.invalidateQueries({ queryKey: campaigns.queryKey, exact: true });
    close();
    await navigate({ to: '/campaigns/$id', params: { id } });
  };
  return (
    <Modal opened={opened} onClose={close} title={t('createTitle')} centered>
      <CampaignForm initial={NOTHING} submit={t('save')} send={createCampaign} sent={created} close={close} />
    </Modal>
  );
};
