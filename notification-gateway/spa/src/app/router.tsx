import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { wantedOf } from '@/features/audit/decisions';
import { ErrorPage } from './ErrorPage';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: ErrorPage });

/** Every page is a chunk of its own, loaded when a pointer rests on a link to it. The gateway gives the page out at these addresses (its `PageRoutes`). */
const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('@/features/home/Home'), 'Home') });

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: wantedOf,
  component: lazyRouteComponent(() => import('@/features/audit/Audit'), 'Audit'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, audit]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
