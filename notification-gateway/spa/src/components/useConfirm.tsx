import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { wordsOf } from '@/words/language';

const useWords = wordsOf('confirm', { cancel: 'Annuler' }, { cancel: 'Cancel' });

/** Asks before something is done that cannot be undone. */
export const useConfirm = () => {
  const t = useWords();
  return ({ title, what, word, act }: { readonly title: string; readonly what: string; readonly word: string; readonly act: () => void }) =>
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{what}</Text>,
      labels: { confirm: word, cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: act,
    });
};
