import { useQueryClient } from '@tanstack/react-query';
import { campaigns } from '@/api/campaigns';
import { useCampaignRoom } from '@/live/useCampaignRoom';
import { latest } from './latest';

/** Lets what happens to a campaign's runs into the list of all. Draws nothing. */
export const CampaignEar = ({ campaign }: { readonly campaign: string }) => {
  const queries = useQueryClient();
  useCampaignRoom(campaign, {
    lists: latest.queryKey,
    begun: (run) => {
      const campaignName = queries.getQueryData(campaigns.queryKey)?.find(({ _id }) => _id === run.campainId)?.name;
      const row = campaignName === undefined ? run : { ...run, campaignName };
      queries.setQueryData(latest.queryKey, (list) => list && { ...list, data: [row, ...list.data] });
    },
  });
  return null;
};
