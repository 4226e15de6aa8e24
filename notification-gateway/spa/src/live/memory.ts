import type { LiveEvent } from '@/model/events';
import { ReportModel } from '@/model/report';
import type { Told } from './protocol';

/** What a room has told so far, for pages that come later: they must not make the others begin anew. */
export interface Memory {
  hear(event: LiveEvent): void;
  recall(): readonly Told[];
  /** The room is joined again from its beginning. */
  forget(): void;
}

const reportMemory = (id: string): Memory => {
  let model = new ReportModel(id, { keep: 0 });
  let begun = false;
  return {
    hear: (event) => {
      begun ||= event.event === 'snapshot';
      model.apply(event);
    },
    recall: () => (begun ? [{ event: 'recalled', data: model.save() }] : []),
    forget: () => {
      model = new ReportModel(id, { keep: 0 });
      begun = false;
    },
  };
};

/** The last word of each name of each run, as the gateway itself tells whoever joins. */
const campaignMemory = (): Memory => {
  const last = new Map<string, LiveEvent>();
  return {
    hear: (event) => {
      const run = 'rapport_id' in event.data ? event.data.rapport_id : '';
      if (event.event !== 'files_updated') last.set(`${run} ${event.event}`, event);
    },
    recall: () => [...last.values()],
    forget: () => last.clear(),
  };
};

const MOST_EVENTS = 20_000;

/** All of it: what one test says. Of one that says more, the end. */
const testMemory = (): Memory => {
  let events: LiveEvent[] = [];
  return {
    hear: (event) => {
      events.push(event);
      if (events.length > MOST_EVENTS) events = events.slice(-MOST_EVENTS / 2);
    },
    recall: () => events,
    forget: () => {
      events = [];
    },
  };
};

export const memoryOf = (room: string): Memory => {
  if (room.startsWith('rapport_')) return reportMemory(room.slice('rapport_'.length));
  return room.startsWith('campain_') ? campaignMemory() : testMemory();
};
