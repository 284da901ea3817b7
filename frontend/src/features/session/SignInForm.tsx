import { useId, useState, type FormEvent } from 'react';
import { SignInRefused } from '../../api/client';
import { ErrorBand } from '../../components/states';
import { Shape } from '../../components/StatusMark';
import { useSignIn } from './queries';

export function SignInForm({ onDone }: { onDone: () => void }) {
  const id = useId();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useSignIn();
  const refused = attempt.error instanceof SignInRefused ? attempt.error.message : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate({ username, password }, { onSuccess: onDone });
  };
  const field = {
    className: refused ? 'in bad' : 'in',
    required: true,
    'aria-invalid': refused ? true : undefined,
    'aria-describedby': refused ? `${id}-refused` : undefined,
  };
  return (
    <form className="signin" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          {...field}
          id={`${id}-name`}
          autoComplete="username"
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input
          {...field}
          id={`${id}-password`}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
      {refused && (
        <p className="st fail" id={`${id}-refused`} role="alert">
          <Shape tone="fail" />
          {refused}
        </p>
      )}
      {attempt.error && !refused && <ErrorBand what="Sign-in did not work" error={attempt.error} />}
      <button type="submit" className="btn p" disabled={attempt.isPending}>
        {attempt.isPending ? 'Signing in' : 'Sign in'}
      </button>
    </form>
  );
}
