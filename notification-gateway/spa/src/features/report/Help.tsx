import { Kbd, Modal, Table } from '@mantine/core';
import { useReportWords } from './words';

const KEYS = [
  ['/', 'search'],
  ['j', 'down'],
  ['k', 'up'],
  ['e', 'expand'],
  ['f', 'failure'],
  ['?', 'help'],
] as const;

/** What can be done with one key. */
export const Help = ({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) => {
  const t = useReportWords();
  return (
    <Modal opened={opened} onClose={onClose} title={t('shortcuts')} closeButtonProps={{ 'aria-label': t('time.close') }}>
      <Table>
        <Table.Tbody>
          {KEYS.map(([key, name]) => (
            <Table.Tr key={key}>
              <Table.Td w={60}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{t(`keys.${name}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
};
