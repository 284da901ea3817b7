import { Link, useLocation } from 'react-router';
import { nextTheme, setTheme, useTheme } from '../../lib/theme';
import { signInPath } from '../../lib/next';
import { useSession, useSignOut } from './queries';

export function ThemeToggle() {
  const theme = useTheme();
  const next = nextTheme(theme);
  return (
    <button
      type="button"
      className="btn s bare theme"
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(next)}
    >
      <ThemeIcon theme={theme} />
    </button>
  );
}

function ThemeIcon({ theme }: { theme: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {theme === 'dark' && <circle cx="8" cy="8" r="6.2" fill="currentColor" />}
      {theme === 'system' && <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />}
    </svg>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters.map((word) => word?.charAt(0).toUpperCase() ?? '').join('');
}

export function UserMenu() {
  const session = useSession();
  const location = useLocation();
  const leave = useSignOut();
  if (!session.data) return null;
  if (!session.data.signed_in) {
    return location.pathname === '/sign-in' ? null : (
      <Link className="btn s signin-link" to={signInPath(location)}>
        Sign in
      </Link>
    );
  }
  const name = session.data.name ?? 'Signed in';
  return (
    <details className="user">
      <summary className="me" aria-label={`${initials(name)}, ${name}, account`}>
        {initials(name)}
      </summary>
      <div className="menu">
        <p className="sub">{name}</p>
        <button type="button" className="btn s" onClick={() => leave.mutate()}>
          Sign out
        </button>
      </div>
    </details>
  );
}
