import { Progress } from '@mantine/core';

/** How much of a run is done, in whole percent, in the colour of its status. */
export const ProgressBar = ({ percent, status, label }: { readonly percent: number; readonly status: 'pending' | 'running' | 'completed' | 'failed'; readonly label: string }) => (
  <Progress.Root size="lg">
    <Progress.Section value={percent} color={COLOURS[status]} aria-label={label} />
  </Progress.Root>
);

const COLOURS = { pending: 'gray', running: 'blue', completed: 'green', failed: 'red' } as const;
