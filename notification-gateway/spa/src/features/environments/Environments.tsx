import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { environments, variables } from '@/api/environments';
import { useMe } from '@/app/session';
import { Failure } from '@/components/Failure';
import { Head } from '@/components/Head';
import { Nothing } from '@/components/Nothing';
import { Waiting } from '@/components/Waiting';
import { NewEnvironment } from './NewEnvironment';
import { NewVariable } from './NewVariable';
import { VariableTable } from './VariableTable';
import { useEnvironmentWords } from './words';

/** Every variable in every environment, side by side: names down, environments across. */
export const Environments = () => {
  const t = useEnvironmentWords();
  const admin = useMe()?.role === 'admin';
  const [adding, add] = useDisclosure();
  const [founding, found] = useDisclosure();
  const places = useQuery(environments);
  const groups = useQuery(variables);
  const failed = [places, groups].find(({ isError }) => isError);
  return (
    <>
      <Head title={t('title')}>
        {admin && (
          <>
            <Button variant="default" leftSection={<IconServer2 size={18} aria-hidden />} onClick={found.open}>
              {t('addEnvironment')}
            </Button>
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
              {t('add')}
            </Button>
          </>
        )}
      </Head>
      {!admin && (
        <Text c="dimmed" mb="md">
          {t('readOnly')}
        </Text>
      )}
      {failed ? (
        <Failure failure={failed.error} again={() => void failed.refetch()} />
      ) : !places.isSuccess || !groups.isSuccess ? (
        <Waiting label={t('loading')} height={40} />
      ) : groups.data.length === 0 ? (
        <Nothing icon={IconServer2} title={t('none')} why={t('noneWhy', { example: '{{base_url}}' })} />
      ) : (
        <VariableTable environments={places.data} groups={groups.data} admin={admin} />
      )}
      <NewVariable opened={adding} close={add.close} environments={places.data ?? []} groups={groups.data ?? []} />
      <NewEnvironment opened={founding} close={found.close} groups={groups.data ?? []} />
    </>
  );
};
