import { lazy, Suspense } from 'react';
import { Link, useLocation } from 'react-router';
import { ErrorBand, SkeletonBlock } from '../components/states';
import { signInPath } from '../lib/next';
import { useSession } from '../features/session/queries';
import { useTitle } from '../lib/use-title';

const Playground = lazy(() => import('../features/playground/Playground'));

export function Component() {
  useTitle('GraphiQL');
  const session = useSession();
  const location = useLocation();
  if (session.data?.signed_in) {
    return (
      <main id="main" tabIndex={-1} className="full">
        <h1 className="vh">GraphiQL</h1>
        <Suspense fallback={<SkeletonBlock height={480} />}>
          <Playground />
        </Suspense>
      </main>
    );
  }
  return (
    <main id="main" tabIndex={-1} className="narrow">
      <h1>
        Graph<b>iQL</b>
      </h1>
      {session.error && (
        <ErrorBand
          what="The session could not be read"
          error={session.error}
          retry={() => void session.refetch()}
        />
      )}
      {session.data && (
        <p className="sub">
          Free queries need a person behind them. <Link to={signInPath(location)}>Sign in</Link> to
          ask your own.
        </p>
      )}
    </main>
  );
}
