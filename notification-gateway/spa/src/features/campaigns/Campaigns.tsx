import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconArchive, IconFolderSearch, IconListCheck, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import { archivedCampaigns, campaigns } from '@/api/campaigns';
import type { Campaign } from '@/api/types';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { Nothing } from '@/components/Nothing';
import { Waiting } from '@/components/Waiting';
import { CampaignRow } from './CampaignRow';
import { ImportButton } from './ImportButton';
import { NewCampaign } from './NewCampaign';
import { matching } from './matching';
import { useCampaignsWords } from './words';
import classes from './Campaigns.module.css';

const route = getRouteApi('/campaigns');

/** More rows than anybody reads; the others are a click or a word away. */
const SHOWN = 100;

export const Campaigns = () => {
  const t = useCampaignsWords();
  const { archived = false } = route.useSearch();
  const all = useQuery(archived ? archivedCampaigns : campaigns);
  const [creating, { open, close }] = useDisclosure();
  return (
    <>
      <Head title={t('title')}>
        <ImportButton />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
          {t('create')}
        </Button>
      </Head>
      <NewCampaign opened={creating} close={close} />
      {all.isPending && <Waiting label={t('loading')} height={72} />}
      {all.isError && <Failure failure={all.error} again={() => void all.refetch()} />}
      {all.isSuccess && <Searched all={all.data} archived={archived} />}
    </>
  );
};

const None = ({ archived }: { readonly archived: boolean }) => {
  const t = useCampaignsWords();
  return archived ? <Nothing icon={IconArchive} title={t('noneArchived')} why={t('noneArchivedWhy')} /> : <Nothing icon={IconListCheck} title={t('none')} why={t('noneWhy')} />;
};

const Searched = ({ all, archived }: { readonly all: readonly Campaign[]; readonly archived: boolean }) => {
  const t = useCampaignsWords();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [most, setMost] = useState(SHOWN);
  const found = matching(all, useDeferredValue(q));
  const look = (words: string, amongArchived: boolean) =>
    void navigate({ search: { ...(words === '' ? {} : { q: words }), ...(amongArchived ? { archived: true } : {}) }, replace: true });
  const search = (words: string) => look(words, archived);
  useHotkeys([['/', () => field.current?.focus()]]);
  return (
    <Stack gap="sm">
      <Group gap="md">
        <TextInput
          ref={field}
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={q}
          onChange={(event) => search(event.currentTarget.value)}
          maw={480}
          flex="1 1 14rem"
        />
        <Checkbox label={t('archived')} checked={archived} onChange={(event) => look(q, event.currentTarget.checked)} />
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {t('found', { count: found.length })}
      </Text>
      {all.length === 0 ? (
        <None archived={archived} />
      ) : found.length === 0 ? (
        <Nothing icon={IconFolderSearch} title={t('notFound')} why={t('notFoundWhy', { words: q })}>
          <Button variant="default" onClick={() => search('')}>
            {t('clear')}
          </Button>
        </Nothing>
      ) : (
        <ul className={classes.list}>
          {found.slice(0, most).map((campaign) => (
            <CampaignRow key={campaign._id} campaign={campaign} />
          ))}
        </ul>
      )}
      {found.length > most && (
        <Button variant="default" onClick={() => setMost(most + SHOWN)}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
};
