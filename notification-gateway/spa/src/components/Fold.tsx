import { Button, Collapse } from '@mantine/core';
import { useId } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

/** What most people leave as it is. It unfolds by itself when something in it needs to be seen, and stays so. */
export const Fold = ({ label, needed = false, children }: { readonly label: string; readonly needed?: boolean; readonly children: ReactNode }) => {
  const id = useId();
  const [opened, setOpened] = useState(needed);
  const [wasNeeded, setWasNeeded] = useState(needed);
  if (needed !== wasNeeded) {
    setWasNeeded(needed);
    if (needed) setOpened(true);
  }
  const Sign = opened ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button variant="subtle" size="compact-sm" onClick={() => setOpened(!opened)} aria-expanded={opened} aria-controls={id} leftSection={<Sign size={16} aria-hidden />}>
        {label}
      </Button>
      <Collapse expanded={opened} id={id}>
        {opened && children}
      </Collapse>
    </div>
  );
};
