import { createBrowserRouter } from 'react-router';
import { NotFound, RouteError } from '../components/ErrorBoundary';
import { SearchPage } from '../features/search/SearchPage';
import { Shell } from './Shell';

/** Search is used most, so it travels with the shell; the rest loads when visited. */
export const router = createBrowserRouter([
  {
    Component: Shell,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteError,
        children: [
          { path: '/', lazy: () => import('./now'), ErrorBoundary: RouteError },
          { path: '/search', Component: SearchPage, ErrorBoundary: RouteError },
          {
            path: '/e/:kind/:namespace/:name',
            lazy: () => import('./entity-layout'),
            ErrorBoundary: RouteError,
            children: [
              { index: true, lazy: () => import('./entity-overview') },
              { path: 'schema', lazy: () => import('./entity-schema') },
              { path: 'lineage', lazy: () => import('./entity-lineage') },
              { path: 'runs', lazy: () => import('./entity-runs') },
              { path: 'health', lazy: () => import('./entity-health') },
              { path: 'ownership', lazy: () => import('./entity-ownership') },
              { path: 'relations', lazy: () => import('./entity-relations') },
            ],
          },
          { path: '/t/:namespace/:name', lazy: () => import('./team'), ErrorBoundary: RouteError },
          {
            path: '/p/:namespace/:name',
            lazy: () => import('./person'),
            ErrorBoundary: RouteError,
          },
          { path: '/jobs', lazy: () => import('./jobs'), ErrorBoundary: RouteError },
          { path: '/audit', lazy: () => import('./audit'), ErrorBoundary: RouteError },
          { path: '/lineage', lazy: () => import('./lineage'), ErrorBoundary: RouteError },
          { path: '/timelines', lazy: () => import('./timelines'), ErrorBoundary: RouteError },
          {
            path: '/graph-health',
            lazy: () => import('./graph-health'),
            ErrorBoundary: RouteError,
          },
          { path: '/sources', lazy: () => import('./sources'), ErrorBoundary: RouteError },
          { path: '/review', lazy: () => import('./review'), ErrorBoundary: RouteError },
          { path: '/sign-in', lazy: () => import('./sign-in'), ErrorBoundary: RouteError },
          { path: '/graphql', lazy: () => import('./graphql'), ErrorBoundary: RouteError },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
