import { queryOptions } from '@tanstack/react-query';
import { call } from './call';
import { everyItem } from './pages';
import type { Campaign, CampaignFile, Test, TestContent } from './types';

const at = (campaign: string) => `/api/campains/${encodeURIComponent(campaign)}`;

/** All campaigns, the newest first. There are as many as people made by hand, so the list is held whole and searched here. */
export const campaigns = queryOptions({ queryKey: ['campaigns'], queryFn: ({ signal }) => everyItem<Campaign>('/api/campains', signal) });

/** Those that are out of the way. */
export const archivedCampaigns = queryOptions({ queryKey: ['archived-campaigns'], queryFn: ({ signal }) => everyItem<Campaign>('/api/campains?archived=true', signal) });

export const campaign = (id: string) => queryOptions({ queryKey: ['campaigns', id], queryFn: ({ signal }) => call<Campaign>(at(id), { signal }) });

/** The tests of a campaign in their order. */
export const testsOf = (id: string) =>
  queryOptions({ queryKey: ['campaigns', id, 'tests'], queryFn: ({ signal }) => everyItem<Test>(`/api/tests?campain_id=${encodeURIComponent(id)}`, signal) });

export const readTest = (id: string, signal?: AbortSignal) => call<Test>(`/api/tests/${encodeURIComponent(id)}`, signal ? { signal } : {});

export const test = (id: string) => queryOptions({ queryKey: ['tests', id], queryFn: ({ signal }) => readTest(id, signal) });

export const filesOf = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id, 'files'],
    queryFn: async ({ signal }) => (await call<{ readonly files: readonly CampaignFile[] }>(`${at(id)}/files`, { signal })).files,
  });

export const fileAddress = (id: string, name: string) => `${at(id)}/files/${encodeURIComponent(name)}`;

export const createCampaign = async (asked: { readonly name: string; readonly description: string }): Promise<string> =>
  (await call<{ readonly campain_id: string }>('/api/campains', { method: 'POST', body: asked })).campain_id;

export const changeCampaign = (id: string, asked: { readonly name: string; readonly description: string }) => call(at(id), { method: 'PUT', body: asked });

export const deleteCampaign = (id: string) => call(at(id), { method: 'DELETE' });

/** Takes a campaign out of the way; it is kept as it is, and not launched until it is restored. */
export const archiveCampaign = (id: string) => call(`${at(id)}/archive`, { method: 'POST' });

export const restoreCampaign = (id: string) => call(`${at(id)}/restore`, { method: 'POST' });

export const orderTests = (id: string, tests: readonly string[]) => call(`${at(id)}/tests/order`, { method: 'PUT', body: { tests } });

/** As many tests as one request may bring (the service's own limit). */
const AT_ONCE = 500;

/** Adds tests in their order; each request is taken whole or not at all. */
export const createTests = async (id: string, tests: readonly Partial<TestContent>[]): Promise<void> => {
  for (let first = 0; first < tests.length; first += AT_ONCE) {
    await call('/api/tests/bulk', { method: 'POST', body: { campain_id: id, tests: tests.slice(first, first + AT_ONCE) } });
  }
};

/** @param order its place from 1; the last one when it is not said */
export const createTest = async (id: string, content: TestContent, order?: number): Promise<string> =>
  (await call<{ readonly test_id: string }>('/api/tests', { method: 'POST', body: { campain_id: id, ...content, ...(order === undefined ? {} : { order }) } })).test_id;

/** @param over the version that is written upon; the service refuses with 412 when there is another by then. Null for whichever there is. */
export const changeTest = (id: string, content: TestContent, over: Pick<Test, 'version' | 'order'> | null) =>
  call(`/api/tests/${encodeURIComponent(id)}`, { method: 'PUT', body: content, ...(over === null ? {} : { headers: { 'If-Match': `"${over.version}-${over.order}"` } }) });

export const deleteTest = (id: string) => call(`/api/tests/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** Adds a file, or replaces the one of that name. */
export const uploadFile = (id: string, file: File, name = file.name) => {
  const form = new FormData();
  form.set('file', file);
  form.set('customName', name);
  return call(`${at(id)}/files`, { method: 'POST', body: form });
};

export const deleteFile = (id: string, name: string) => call(fileAddress(id, name), { method: 'DELETE' });
