import { ActionIcon, Button, FileButton, Group, Table, Text, Title } from '@mantine/core';
import { IconDownload, IconFileUpload, IconReplace, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { deleteFile, fileAddress, filesOf, uploadFile } from '@/api/campaigns';
import type { CampaignFile } from '@/api/types';
import { Failure } from '@/components/Failure';
import { dateTime } from '@/components/time';
import { useConfirm } from '@/components/useConfirm';
import { useDeed } from '@/components/useDeed';
import { Waiting } from '@/components/Waiting';
import { language } from '@/words/language';
import { useCampaignWords } from './words';

/** What the campaign's tests may read. */
export const Files = ({ campaign }: { readonly campaign: string }) => {
  const t = useCampaignWords();
  const files = useQuery(filesOf(campaign));
  const upload = useDeed({ act: (file: File) => uploadFile(campaign, file), done: ({ name }) => t('uploaded', { name }), stale: [filesOf(campaign).queryKey] });
  return (
    <section aria-labelledby="files">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="files">
          {t('files')}
        </Title>
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={upload.isPending} leftSection={<IconFileUpload size={16} aria-hidden />}>
              {t('upload')}
            </Button>
          )}
        </FileButton>
      </Group>
      {files.isPending && <Waiting label={t('filesLoading')} rows={2} height={36} />}
      {files.isError && <Failure failure={files.error} again={() => void files.refetch()} />}
      {files.isSuccess && files.data.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noFiles')}
        </Text>
      )}
      {files.isSuccess && files.data.length > 0 && (
        <Table aria-labelledby="files">
          <Table.Tbody>
            {files.data.map((file) => (
              <FileRow key={file.name} campaign={campaign} file={file} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
};

const FileRow = ({ campaign, file: { name, size, modified } }: { readonly campaign: string; readonly file: CampaignFile }) => {
  const t = useCampaignWords();
  const confirm = useConfirm();
  const stale = [filesOf(campaign).queryKey];
  const replace = useDeed({ act: (file: File) => uploadFile(campaign, file, name), done: () => t('replaced', { name }), stale });
  const remove = useDeed({ act: () => deleteFile(campaign, name), done: () => t('removed', { name }), stale });
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {name}
        <Text size="xs" c="dimmed">
          {t('kilobytes', { size: new Intl.NumberFormat(language()).format(size) })} · {dateTime(modified)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <ActionIcon component="a" href={fileAddress(campaign, name)} download={name} variant="subtle" size="lg" aria-label={t('download', { name })}>
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
          <FileButton onChange={(file) => file && replace.mutate(file)}>
            {(props) => (
              <ActionIcon {...props} variant="subtle" size="lg" loading={replace.isPending} aria-label={t('replace', { name })}>
                <IconReplace size={18} aria-hidden />
              </ActionIcon>
            )}
          </FileButton>
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            loading={remove.isPending}
            aria-label={t('remove', { name })}
            onClick={() => confirm({ title: t('removeTitle'), what: t('removeWhat', { name }), word: t('delete'), act: () => remove.mutate(undefined) })}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};
