import { type ReactNode, useState } from 'react';
import type { Json } from '@/api/types';

interface Place {
  readonly value: Json | undefined;
  readonly read: (text: string) => Json | undefined;
  readonly write: (value: Json | undefined) => string;
  readonly change: (value: Json | undefined) => void;
  readonly field: (text: string, type: (text: string) => void) => ReactNode;
}

/** A value that is written as text: what somebody types stays as they typed it, for as long as it means the value. */
export const TextOf = ({ value, read, write, change, field }: Place) => {
  const [typed, setTyped] = useState(() => write(value));
  const text = JSON.stringify(read(typed)) === JSON.stringify(value) ? typed : write(value);
  return field(text, (next) => {
    setTyped(next);
    change(read(next));
  });
};
