import type { Step } from '@/api/types';

const TELLING = ['method', 'operation', 'kind', 'url', 'command', 'remote_path', 'path', 'topic', 'bucket', 'sql', 'name', 'duration', 'file', 'script'];

const LONGEST = 90;

/** What an action does, in a line: its most telling parameters. */
export const summaryOf = ({ value }: Step): string => {
  const words = TELLING.map((name) => value[name])
    .filter((told) => told !== undefined && told !== null && told !== '')
    .map((told) => (typeof told === 'string' ? told : JSON.stringify(told)))
    .slice(0, 3)
    .join(' ')
    .replace(/\s+/g, ' ');
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
};
