import { useRef } from 'react';
import { intention } from '@/api/call';

/**
 * One name per thing wanted: asked for again with the same content (after nobody answered) it keeps its name, so that it is done once; with another content, or
 * after it was done, it is another thing.
 */
export const useIntention = () => {
  const present = useRef<{ readonly content: string; readonly key: string }>(null);
  return {
    keyOf: (content: unknown): string => {
      const text = JSON.stringify(content);
      if (present.current?.content !== text) present.current = { content: text, key: intention() };
      return present.current.key;
    },
    done: () => {
      present.current = null;
    },
  };
};
