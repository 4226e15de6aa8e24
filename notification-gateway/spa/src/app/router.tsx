import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { wantedOf } from '@/features/audit/decisions';
import { searchOf } from '@/features/report/search';
import { ErrorPage } from './ErrorPage';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: ErrorPage });


/** Every page is a chunk of its own, loaded when a pointer rests on a link to it. The gateway gives the page out at these addresses (its `PagePaths`). */
const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('@/features/home/Home'), 'Home') });

const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/campaigns',
  validateSearch: ({ q, archived }: Record<string, unknown>): { readonly q?: string; readonly archived?: true } => ({
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(archived === true ? { archived } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/campaigns/Campaigns'), 'Campaigns'),
});
const campaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$id',
  validateSearch: ({ launch }: Record<string, unknown>): { readonly launch?: true } => (launch === true ? { launch } : {}),
  component: lazyRouteComponent(() => import('@/features/campaign/Campaign'), 'Campaign'),
});
const newTest = createRoute({ getParentRoute: () => root, path: '/campaigns/$id/tests/new', component: lazyRouteComponent(() => import('@/features/test/NewTest'), 'NewTest') });
const test = createRoute({ getParentRoute: () => root, path: '/tests/$id', component: lazyRouteComponent(() => import('@/features/test/EditTest'), 'EditTest') });
const playground = createRoute({ getParentRoute: () => root, path: '/playground', component: lazyRouteComponent(() => import('@/features/test/Playground'), 'Playground') });
const environments = createRoute({ getParentRoute: () => root, path: '/environments', component: lazyRouteComponent(() => import('@/features/environments/Environments'), 'Environments') });
const trends = createRoute({ getParentRoute: () => root, path: '/trends', component: lazyRouteComponent(() => import('@/features/trends/TrendsList'), 'TrendsList') });
const trend = createRoute({ getParentRoute: () => root, path: '/trends/$id', component: lazyRouteComponent(() => import('@/features/trends/Trends'), 'Trends') });
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: wantedOf,
  component: lazyRouteComponent(() => import('@/features/audit/Audit'), 'Audit'),
});

const report = createRoute({
  getParentRoute: () => root,
  path: '/reports/$id',
  validateSearch: searchOf,
  component: lazyRouteComponent(() => import('@/features/report/Report'), 'Report'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, campaigns, campaign, newTest, test, playground, environments, trends, trend, report, audit]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
