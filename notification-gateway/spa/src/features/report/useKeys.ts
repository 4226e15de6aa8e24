import { useEffect, useEffectEvent } from 'react';

const WRITES = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="slider"]';

/** Single keys for the whole page, wherever nobody is writing. */
export const useKeys = (keys: Readonly<Record<string, () => void>>) => {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(WRITES)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
};
