import { Accordion, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconLock, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CallFailed } from '@/api/call';
import { Failure } from '@/components/Failure';
import { Nothing } from '@/components/Nothing';
import { DecisionLine } from './DecisionLine';
import { Filters } from './Filters';
import { decisionsOf } from './decisions';
import { useAuditWords } from './words';

const route = getRouteApi('/audit');

/** Who decided what: people's decisions, the newest first, each with its difference. */
export const Audit = () => {
  const t = useAuditWords();
  const wanted = route.useSearch();
  const navigate = route.useNavigate();
  const decisions = useInfiniteQuery(decisionsOf(wanted));

  if (decisions.error instanceof CallFailed && decisions.error.status === 403) {
    return <Nothing icon={IconLock} title={t('onlyAdmins')} why={t('onlyAdminsWhy')} />;
  }
  const shown = decisions.data?.pages.flatMap((page) => page.decisions) ?? [];
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <Stack gap={4} maw="46rem">
          <Title order={1} size="h2">
            {t('title')}
          </Title>
          <Text c="dimmed" size="sm">
            {t('intro')}
          </Text>
        </Stack>
        <Button component="a" href="/api/audit/history" download variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('download')}
        </Button>
      </Group>
      <Filters wanted={wanted} want={(search) => void navigate({ search, replace: true })} />
      {decisions.isPending && [1, 2, 3, 4].map((each) => <Skeleton key={each} height={44} />)}
      {decisions.isError && <Failure failure={decisions.error} again={() => void decisions.refetch()} />}
      {decisions.isSuccess && shown.length === 0 && <Nothing icon={IconSearchOff} title={t('nothing')} why={t('nothingWhy')} />}
      <Accordion multiple chevronPosition="left" order={2}>
        {shown.map((decision) => (
          <DecisionLine key={decision.id} decision={decision} />
        ))}
      </Accordion>
      {decisions.hasNextPage && (
        <Button variant="default" loading={decisions.isFetchingNextPage} onClick={() => void decisions.fetchNextPage()} style={{ alignSelf: 'center' }}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
};
