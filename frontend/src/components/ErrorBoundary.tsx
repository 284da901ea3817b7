import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { useTitle } from '../lib/use-title';
import { ErrorBand } from './states';

/** Shown in place of a route that failed; the shell around it stays. */
export function RouteError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <main id="main" tabIndex={-1}>
      <h1>This page broke</h1>
      <ErrorBand
        what="The page could not be shown"
        error={error}
        retry={() => window.location.reload()}
      />
    </main>
  );
}

export function NotFound({ what = 'No such page' }: { what?: string }) {
  useTitle(what);
  return (
    <main id="main" tabIndex={-1} className="notfound">
      <h1>
        <b>{what}</b>
      </h1>
      <p className="sub">
        The line ends here. <Link to="/search">Search the catalog</Link> instead.
      </p>
    </main>
  );
}
