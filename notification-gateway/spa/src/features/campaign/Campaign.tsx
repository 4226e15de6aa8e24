import { Alert, Button, Grid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArchive, IconChartLine, IconPencil, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { archivedCampaigns, campaign, campaigns, restoreCampaign } from '@/api/campaigns';
import { reportsPage } from '@/api/reports';
import type { Campaign as Shown } from '@/api/types';
import { Failure } from '@/components/Failure';
import { AnchorLink, ButtonLink } from '@/components/links';
import { Head } from '@/components/Head';
import { useDeed } from '@/components/useDeed';
import { Waiting } from '@/components/Waiting';
import { EditCampaign } from './EditCampaign';
import { Files } from './Files';
import { LaunchDialog } from './LaunchDialog';
import { Reports } from './Reports';
import { Tests } from './Tests';
import { useCampaignWords } from './words';

const route = getRouteApi('/campaigns/$id');

export const Campaign = () => {
  const t = useCampaignWords();
  const { id } = route.useParams();
  const found = useQuery(campaign(id));
  if (found.isPending) return <Waiting label={t('loading')} />;
  if (found.isError) return <Failure failure={found.error} again={() => void found.refetch()} />;
  return (
    <>
      <CampaignHead campaign={found.data} />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
          <Reports campaign={id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
          <Stack gap="xl">
            <Tests campaign={id} />
            <Files campaign={id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
};

const CampaignHead = ({ campaign: shown }: { readonly campaign: Shown }) => {
  const t = useCampaignWords();
  // The address may ask for the dialog: so the first visit leads straight into it.
  const launching = route.useSearch().launch === true;
  const navigate = route.useNavigate();
  const launch = {
    open: () => void navigate({ search: { launch: true }, replace: true }),
    close: () => navigate({ search: {}, replace: true }),
  };
  const [editing, edit] = useDisclosure();
  const last = useQuery(reportsPage({ campaign: shown._id })).data?.data[0];
  return (
    <>
      <Head
        title={shown.name}
        before={
          <AnchorLink to="/campaigns" size="sm">
            ← {t('back')}
          </AnchorLink>
        }
      >
        <ButtonLink to="/trends/$id" params={{ id: shown._id }} variant="default" leftSection={<IconChartLine size={18} aria-hidden />}>
          {t('trends')}
        </ButtonLink>
        <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} onClick={edit.open}>
          {t('edit')}
        </Button>
        {!shown.archived && (
          <Button leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={launch.open}>
            {t('run')}
          </Button>
        )}
      </Head>
      {shown.archived && <Archived campaign={shown} />}
      {shown.description !== '' && (
        <Text c="dimmed" mb="lg" maw="60rem" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
          {shown.description}
        </Text>
      )}
      <LaunchDialog campaign={shown._id} environment={last?.filiere ?? null} opened={launching && !shown.archived} close={launch.close} />
      <EditCampaign campaign={shown} opened={editing} close={edit.close} />
    </>
  );
};

const Archived = ({ campaign: shown }: { readonly campaign: Shown }) => {
  const t = useCampaignWords();
  const restore = useDeed({
    act: () => restoreCampaign(shown._id),
    done: () => t('restored', { name: shown.name }),
    stale: [campaigns.queryKey, archivedCampaigns.queryKey, campaign(shown._id).queryKey],
  });
  return (
    <Alert color="gray" icon={<IconArchive aria-hidden />} title={t('archived')} mb="lg" maw="44rem">
      <Text size="sm" mb="sm">
        {t('archivedWhy')}
      </Text>
      <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate(undefined)}>
        {t('restore')}
      </Button>
    </Alert>
  );
};
