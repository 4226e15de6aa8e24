import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Nothing } from '@/components/Nothing';
import { useAppWords } from './words';

export const NotFound = () => {
  const t = useAppWords();
  return (
    <Nothing icon={IconMapOff} title={t('notFound')} why={t('notFoundWhy')}>
      <Button component={Link} to="/">
        {t('goHome')}
      </Button>
    </Nothing>
  );
};
