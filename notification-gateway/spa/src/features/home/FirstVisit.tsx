import { Paper, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconBroadcast, IconListCheck, IconServer2 } from '@tabler/icons-react';
import type { Campaign } from '@/api/types';
import { Head } from '@/components/Head';
import { ButtonLink } from '@/components/links';
import { useHomeWords } from './words';

/** The campaign that the first start of an installation leaves: all of its tests pass. Without it, whichever there is. */
const demonstrationOf = (campaigns: readonly Campaign[]) => campaigns.find(({ name }) => name.startsWith('Démonstration') && name.includes('API')) ?? campaigns.at(-1);

/** Before anything ran: three steps to a running campaign. */
export const FirstVisit = ({ campaigns }: { readonly campaigns: readonly Campaign[] }) => {
  const t = useHomeWords();
  const demonstration = demonstrationOf(campaigns);
  const steps = [
    { icon: IconListCheck, title: t('step1'), why: demonstration ? t('step1Why', { name: demonstration.name }) : t('step1Empty') },
    { icon: IconServer2, title: t('step2'), why: t('step2Why') },
    { icon: IconBroadcast, title: t('step3'), why: t('step3Why') },
  ];
  return (
    <Stack gap="lg" maw="64rem">
      <div>
        <Head title={t('welcome')} />
        <Text c="dimmed">{t('welcomeWhy')}</Text>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 3 }} component="ol" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {steps.map(({ icon: Sign, title, why }, place) => (
          <Paper key={title} component="li" withBorder p="md">
            <ThemeIcon size={44} radius="xl" variant="light" aria-hidden>
              <Sign size={24} />
            </ThemeIcon>
            <Title order={2} size="h4" mt="sm">
              {place + 1}. {title}
            </Title>
            <Text size="sm" c="dimmed">
              {why}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      <div>
        {demonstration ? (
          <ButtonLink to="/campaigns/$id" params={{ id: demonstration._id }} search={{ launch: true }} size="md">
            {t('start')}
          </ButtonLink>
        ) : (
          <ButtonLink to="/campaigns" size="md">
            {t('create')}
          </ButtonLink>
        )}
      </div>
    </Stack>
  );
};
