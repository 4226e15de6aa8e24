import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import classes from './Steps.module.css';

/** As near the end as this, somebody means the end. */
const NEAR_PIXELS = 24;

/** A log that scrolls by itself until the reader scrolls up. One test alone writes little, so it is shown whole. */
export const LogLines = ({ lines, label, followWord }: { readonly lines: readonly string[]; readonly label: string; readonly followWord: string }) => {
  const place = useRef<HTMLPreElement>(null);
  const [follows, setFollows] = useState(true);
  useEffect(() => {
    if (follows) place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [follows, lines]);
  return (
    <>
      <pre
        ref={place}
        className={classes.lines}
        tabIndex={0}
        role="log"
        aria-label={label}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => setFollows(scrollHeight - scrollTop - clientHeight < NEAR_PIXELS)}
      >
        {lines.join('\n')}
      </pre>
      {!follows && (
        <Button size="compact-sm" variant="default" onClick={() => setFollows(true)}>
          {followWord}
        </Button>
      )}
    </>
  );
};
