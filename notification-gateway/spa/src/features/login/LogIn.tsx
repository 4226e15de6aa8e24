import { Alert, Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import { useSentence } from '@/components/Failure';
import { wordsOf } from '@/words/language';

const useWords = wordsOf(
  'login',
  { title: 'Vigie', email: 'Adresse e-mail', password: 'Mot de passe', logIn: 'Se connecter', needed: 'Ce champ est obligatoire.' },
  { title: 'Vigie', email: 'E-mail address', password: 'Password', logIn: 'Log in', needed: 'This field is required.' },
);

/** The way in. The address stays what it was, so that a permalink leads where it says. */
export const LogIn = () => {
  const t = useWords();
  const sentence = useSentence();
  const queries = useQueryClient();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: (text) => (text.trim() ? null : t('needed')), password: (text) => (text ? null : t('needed')) },
  });
  const logIn = useMutation({
    mutationFn: (asked: { email: string; password: string }) => call('/api/login', { method: 'POST', body: asked }),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={400}>
        <form noValidate onSubmit={form.onSubmit((asked) => logIn.mutate(asked))}>
          <Stack>
            <Stack align="center" gap="xs">
              <img src="/favicon.svg" alt="" width="48" height="48" />
              <Title order={1} size="h2">
                {t('title')}
              </Title>
            </Stack>
            {logIn.isError && (
              <Alert color="red" role="alert">
                {sentence(logIn.error)}
              </Alert>
            )}
            <TextInput key={form.key('email')} label={t('email')} type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
            <PasswordInput key={form.key('password')} label={t('password')} autoComplete="current-password" {...form.getInputProps('password')} />
            <Button type="submit" loading={logIn.isPending}>
              {t('logIn')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
};
