import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { addressOf } from '@/api/report';
import { language } from '@/words/language';
import { useReportWords } from './words';

/** Every form in which a run can be taken along (docs/guides/exports.md). */
const FORMATS = ['html', 'junit', 'ctrf', 'csv', 'allure', 'events', 'evidence'] as const;

export const Exports = ({ id, isOver }: { readonly id: string; readonly isOver: boolean }) => {
  const t = useReportWords();
  return (
    <Menu position="bottom-end" keepMounted={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={17} aria-hidden />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {!isOver && <Menu.Label maw={260}>{t('exportRunning')}</Menu.Label>}
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={`${addressOf.report(id)}/export?format=${format}&lang=${language()}`} download>
            {t(`formats.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
