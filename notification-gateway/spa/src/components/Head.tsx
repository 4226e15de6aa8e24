import { Group, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** The head of a page: its name, which the browser's tab has too, and what can be done with all of it. */
export const Head = ({ title, children, before }: { readonly title: string; readonly children?: ReactNode; readonly before?: ReactNode }) => {
  useDocumentTitle(`${title} · Vigie`);
  return (
    <header>
      {before}
      <Group justify="space-between" align="flex-start" gap="sm" mb="md">
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {title}
        </Title>
        {children !== undefined && <Group gap="xs">{children}</Group>}
      </Group>
    </header>
  );
};
