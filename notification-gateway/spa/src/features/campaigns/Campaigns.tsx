import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconFolderSearch, IconListCheck, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import { campaigns } from '@/api/campaigns';
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
  const all = useQuery(campaigns);
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
      {all.isSuccess && (all.data.length === 0 ? <Nothing icon={IconListCheck} title={t('none')} why={t('noneWhy')} /> : <Searched all={all.data} />)}
    </>
  );
};

const Searched = ({ all }: { readonly all: readonly Campaign[] }) => {
  const t = useCampaignsWords();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [most, setMost] = useState(SHOWN);
  const found = matching(all, useDeferredValue(q));
  const search = (words: string) => void navigate({ search: words === '' ? {} : { q: words }, replace: true });
  useHotkeys([['/', () => field.current?.focus()]]);
  return (
    <Stack gap="sm">
      <TextInput
        ref={field}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={q}
        onChange={(event) => search(event.currentTarget.value)}
        maw={480}
      />
      <Text size="sm" c="dimmed" role="status">
        {t('found', { count: found.length })}
      </Text>
      {found.length === 0 ? (
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
