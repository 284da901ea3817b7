import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { makeQueryClient } from './api/query-client';
import { signInPath } from './lib/next';
import { router } from './routes/router';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/pages.css';
import './styles/health.css';
import './styles/owners.css';
import './styles/edits.css';
import './styles/narrow.css';

const client = makeQueryClient(() => {
  const { location } = router.state;
  // Several questions of one page fail together; one redirect is enough.
  if (location.pathname !== '/sign-in') void router.navigate(signInPath(location));
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
