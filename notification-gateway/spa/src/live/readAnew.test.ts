import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAnew } from './readAnew';

const FILES = ['campaigns', 'c1', 'files'];

describe('what is read anew', () => {
  const queries = new QueryClient();
  let stop: () => void;

  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    stop();
    queries.clear();
    vi.useRealTimers();
  });

  const shown = (read: () => Promise<string>) => {
    const observer = new QueryObserver(queries, { queryKey: FILES, queryFn: read, staleTime: Infinity });
    stop = observer.subscribe(() => undefined);
    return () => observer.getCurrentResult().data;
  };

  it('is read once for all rooms that were joined together', async () => {
    const read = vi.fn(() => Promise.resolve('as it was'));
    const data = shown(read);
    await vi.runAllTimersAsync();
    read.mockResolvedValue('as it is');

    for (let room = 0; room < 20; room++) readAnew(queries, FILES);
    await vi.runAllTimersAsync();

    expect(read).toHaveBeenCalledTimes(2);
    expect(data()).toBe('as it is');
  });

  it('is not taken from a first reading that was under way', async () => {
    let answer: (data: string) => void = () => undefined;
    const read = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const data = shown(read);

    readAnew(queries, FILES);
    await vi.runAllTimersAsync();
    answer('as it was');
    await vi.runAllTimersAsync();
    answer('as it is');
    await vi.runAllTimersAsync();

    expect(read).toHaveBeenCalledTimes(2);
    expect(data()).toBe('as it is');
  });

  it('is read again for whoever asks after it was read', async () => {
    const read = vi.fn(() => Promise.resolve(''));
    shown(read);
    await vi.runAllTimersAsync();

    readAnew(queries, FILES);
    await vi.runAllTimersAsync();
    readAnew(queries, FILES);
    await vi.runAllTimersAsync();

    expect(read).toHaveBeenCalledTimes(3);
  });
});
