import { queryOptions } from '@tanstack/react-query';
import { call } from './call';
import { everyItem } from './pages';
import type { Environment, VariableGroup } from './types';

export const environments = queryOptions({
  queryKey: ['environments'],
  queryFn: async ({ signal }) => (await call<{ readonly filieres: readonly Environment[] }>('/api/filieres', { signal })).filieres,
});

export const variables = queryOptions({ queryKey: ['variables'], queryFn: ({ signal }) => everyItem<VariableGroup>('/api/variables?grouped=true', signal) });

export const limitEnvironment = (name: string, most: number | null) => call(`/api/filieres/${encodeURIComponent(name)}`, { method: 'PUT', body: { max_parallel: most } });

export interface NewVariable {
  readonly key: string;
  readonly value?: string;
  readonly filiere?: string;
  readonly description: string;
  readonly isRoot: boolean;
  readonly isObfuscated: boolean;
}

export const createVariable = (asked: NewVariable) => call('/api/variables', { method: 'POST', body: asked });

export const changeVariable = (id: string, asked: { readonly value?: string; readonly description?: string; readonly isObfuscated?: boolean }) =>
  call(`/api/variables/${encodeURIComponent(id)}`, { method: 'PUT', body: asked });

export const deleteVariable = (id: string) => call(`/api/variables/${encodeURIComponent(id)}`, { method: 'DELETE' });
