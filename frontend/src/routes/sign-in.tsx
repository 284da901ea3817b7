import { useNavigate, useSearchParams } from 'react-router';
import { safeNext } from '../lib/next';
import { SignInForm } from '../features/session/SignInForm';
import { useSession } from '../features/session/queries';
import { useTitle } from '../lib/use-title';

export function Component() {
  useTitle('Sign in');
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const session = useSession();
  const next = safeNext(params.get('next'));
  return (
    <main id="main" tabIndex={-1} className="narrow">
      <h1>
        Sign <b>in</b>
      </h1>
      {session.data?.public_reads && !session.data.signed_in && (
        <p className="sub">Reading needs no account here; free GraphQL queries do.</p>
      )}
      <SignInForm onDone={() => void navigate(next, { replace: true })} />
    </main>
  );
}
