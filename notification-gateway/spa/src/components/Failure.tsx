import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { CallFailed } from '@/api/call';
import { wordsOf } from '@/words/language';

const useWords = wordsOf(
  'failure',
  {
    title: "Cela n'a pas fonctionné",
    away: 'Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.',
    broken: "La page a rencontré une erreur. Réessayez ; si cela se répète, rechargez la page.",
    refused: 'La demande a échoué. Réessayez.',
    again: 'Réessayer',
    quote: 'Copier la référence pour le support',
    copied: 'Copié',
  },
  {
    title: 'That did not work',
    away: 'The server does not answer. Check your connection, then try again.',
    broken: 'The page ran into an error. Try again; if it happens again, reload the page.',
    refused: 'The request failed. Try again.',
    again: 'Try again',
    quote: 'Copy the reference for support',
    copied: 'Copied',
  },
);

/** A sentence for people of whatever went wrong. */
export const useSentence = () => {
  const t = useWords();
  return (failure: unknown): string => {
    if (!(failure instanceof CallFailed)) return t('broken');
    return failure.isAway ? t('away') : failure.message || t('refused');
  };
};

/** What went wrong as a sentence that says what to do, with a way to try again and the id to quote to the operator. */
export const Failure = ({ failure, again }: { readonly failure: unknown; readonly again?: () => void }) => {
  const t = useWords();
  const sentence = useSentence();
  const trace = failure instanceof CallFailed ? failure.trace : null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('title')} role="alert" maw="44rem">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{sentence(failure)}</Text>
        <Group gap="sm">
          {again && (
            <Button size="xs" onClick={again}>
              {t('again')}
            </Button>
          )}
          {trace !== null && (
            <CopyButton value={trace}>
              {({ copied, copy }) => (
                <Button size="xs" variant="default" onClick={copy} title={trace}>
                  {copied ? t('copied') : t('quote')}
                </Button>
              )}
            </CopyButton>
          )}
        </Group>
        {trace !== null && <Code>{trace}</Code>}
      </Stack>
    </Alert>
  );
};
