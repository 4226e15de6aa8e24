import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queries } from '@/api/queries';
import { nonce } from './nonce';
import { router } from './router';
import { named, readable, theme } from './theme';
import { useAppWords } from './words';

export const App = () => {
  const t = useAppWords();
  return (
    <MantineProvider theme={named(theme, t('close'))} defaultColorScheme="auto" cssVariablesResolver={readable} getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={5} />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
};
