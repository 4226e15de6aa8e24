import { Skeleton, Stack } from '@mantine/core';

/** The place of a list that is being read. */
export const Waiting = ({ rows = 4, label, height = 56 }: { readonly rows?: number; readonly label: string; readonly height?: number }) => (
  <Stack gap="xs" role="status" aria-label={label}>
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton key={row} height={height} />
    ))}
  </Stack>
);
