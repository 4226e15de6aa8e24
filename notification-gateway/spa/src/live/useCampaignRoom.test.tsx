// @vitest-environment jsdom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '@/model/events';
import { subscribe } from './client';
import { useCampaignRoom } from './useCampaignRoom';

vi.mock('./client', () => ({ subscribe: vi.fn(() => () => undefined) }));

const LISTS = ['listed'];
const FILES = ['files'];

describe('an open campaign', () => {
  let kept = ['as it was'];
  let root: Root;
  const page = document.createElement('main');

  const Campaign = () => {
    useCampaignRoom('c1', { lists: LISTS, files: FILES });
    const files = useQuery({ queryKey: FILES, queryFn: () => Promise.resolve(kept), staleTime: Infinity });
    return <>{files.data?.join()}</>;
  };

  const open = async () => {
    root = createRoot(page);
    act(() =>
      root.render(
        <QueryClientProvider client={new QueryClient()}>
          <Campaign />
        </QueryClientProvider>,
      ),
    );
    await act(() => vi.runAllTimersAsync());
  };

  const told = (event: string, data: object) =>
    act(async () => {
      vi.mocked(subscribe).mock.lastCall?.[1].told([{ event, data } as LiveEvent]);
      await vi.runAllTimersAsync();
    });

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    kept = ['as it was'];
  });
  afterEach(() => {
    act(() => root.unmount());
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('shows a file that was added between its reading of the files and its joining of the room', async () => {
    await open();
    expect(page.textContent).toBe('as it was');
    kept = ['as it was', 'clients.csv'];

    await told('campain_joined', { campain_id: 'c1' });

    expect(page.textContent).toBe('as it was,clients.csv');
  });

  it('shows a file that is added while it listens', async () => {
    await open();
    await told('campain_joined', { campain_id: 'c1' });
    kept = ['clients.csv'];

    await told('files_updated', { campain_id: 'c1' });

    expect(page.textContent).toBe('clients.csv');
  });
});
