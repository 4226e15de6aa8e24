import { Text } from '@mantine/core';
import { lagOf, type Placed } from '@/api/lag';
import { wordsOf } from '@/words/language';

const useWords = wordsOf(
  'behind',
  {
    behind_one: 'Les chiffres ont {{count}} événement de retard sur ce qui se passe.',
    behind_many: "Les chiffres ont {{count}} d'événements de retard sur ce qui se passe.",
    behind_other: 'Les chiffres ont {{count}} événements de retard sur ce qui se passe.',
  },
  {
    behind_one: 'The numbers are {{count}} event behind what happens.',
    behind_many: 'The numbers are {{count}} events behind what happens.',
    behind_other: 'The numbers are {{count}} events behind what happens.',
  },
);

/** Says that what these reports tell is older than what happens, as long as it is. */
export const Behind = ({ reports }: { readonly reports: readonly Placed[] }) => {
  const t = useWords();
  const lag = lagOf(reports);
  return (
    <Text size="sm" c="dimmed" role="status" mb={lag > 0 ? 'sm' : 0}>
      {lag > 0 && t('behind', { count: lag })}
    </Text>
  );
};
