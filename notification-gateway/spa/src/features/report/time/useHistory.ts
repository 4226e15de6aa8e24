import { useEffect, useState } from 'react';
import { call } from '@/api/call';
import { addressOf, type EventPage, type RecordedEvent } from '@/api/report';

/** The events of a run as far as they were read: they are added to, and never change. */
class ReadEvents {
  readonly events: RecordedEvent[] = [];

  async readOn(id: string, signal: AbortSignal, told: (known: number, isWhole: boolean) => void) {
    let url: string | undefined = addressOf.events(id, this.events.length);
    while (url !== undefined) {
      const page: EventPage = await call<EventPage>(url, { signal });
      this.events.push(...page.events.filter((event) => Number(event.sequence) > this.events.length));
      url = page.next?.url;
      told(this.events.length, url === undefined);
    }
  }
}

export interface ReadHistory {
  readonly events: readonly RecordedEvent[];
  /** How many are known; a change of it says that there are more. */
  readonly known: number;
  readonly isWhole: boolean;
  readonly failure: unknown;
  /** Reads what has come since, or tries again. */
  readonly readOn: () => void;
}

/** The history of a run, read part by part once it is wanted, and kept: whoever travels asks for nothing twice. */
export const useHistory = (id: string, isWanted: boolean): ReadHistory => {
  const [read] = useState(() => new ReadEvents());
  const [state, setState] = useState<{ readonly known: number; readonly isWhole: boolean; readonly failure: unknown }>({ known: 0, isWhole: false, failure: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!isWanted) return;
    const left = new AbortController();
    read
      .readOn(id, left.signal, (known, isWhole) => setState({ known, isWhole, failure: null }))
      .catch((failure: unknown) => !left.signal.aborted && setState((before) => ({ ...before, failure })));
    return () => left.abort();
  }, [read, id, isWanted, turn]);
  return { events: read.events, ...state, readOn: () => setTurn((before) => before + 1) };
};
