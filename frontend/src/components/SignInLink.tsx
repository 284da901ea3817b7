import { Link, useLocation } from 'react-router';
import { signInPath } from '../lib/next';

/** To the sign-in page, and from there back to where somebody is. */
export function SignInLink() {
  return <Link to={signInPath(useLocation())}>Sign in</Link>;
}
