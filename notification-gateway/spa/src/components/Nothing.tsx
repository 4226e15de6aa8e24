import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** An empty place: what would be here, and the next thing to do. */
export const Nothing = ({ icon: Sign, title, why, children }: { readonly icon: Icon; readonly title: string; readonly why?: string; readonly children?: ReactNode }) => (
  <Stack align="center" gap="sm" py="xl" px="md" ta="center">
    <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
      <Sign size={30} />
    </ThemeIcon>
    <Title order={2} size="h4">
      {title}
    </Title>
    {why !== undefined && (
      <Text c="dimmed" maw="40rem">
        {why}
      </Text>
    )}
    {children}
  </Stack>
);
