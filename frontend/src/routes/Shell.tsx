import { useCallback, useEffect, useState } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { Footer } from '../features/estate/Footer';
import { Palette } from '../features/palette/Palette';
import type { Action } from '../features/palette/items';
import { ThemeToggle, UserMenu } from '../features/session/UserMenu';
import { clockTime } from '../lib/format';
import { setTheme } from '../lib/theme';
import { useNow } from '../lib/use-now';
import { useViewer } from '../lib/use-viewer';

const APPLE = /Mac|iP(hone|ad)/.test(navigator.userAgent);

function usePaletteKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open]);
}

function useActions(): Action[] {
  const navigate = useNavigate();
  const go = (path: string) => () => void navigate(path);
  return [
    { title: 'Go to Now', hint: 'home attention', run: go('/') },
    { title: 'Go to search', hint: 'search', run: go('/search') },
    { title: 'Go to lineage', hint: 'lineage', run: go('/lineage') },
    { title: 'Go to timelines', hint: 'gantt runs schedule', run: go('/timelines') },
    {
      title: 'Go to graph health',
      hint: 'cycles orphans unused hubs deadlines at risk',
      run: go('/graph-health'),
    },
    { title: 'Go to sources', hint: 'sources', run: go('/sources') },
    { title: 'Go to review', hint: 'duplicates variants merge', run: go('/review') },
    { title: 'Go to background tasks', hint: 'tasks jobs', run: go('/jobs') },
    { title: 'Go to the audit', hint: 'changes', run: go('/audit') },
    { title: 'Use the dark theme', hint: 'dark', run: () => setTheme('dark') },
    { title: 'Use the light theme', hint: 'light', run: () => setTheme('light') },
    {
      title: 'Follow the theme of the system',
      hint: 'system theme',
      run: () => setTheme('system'),
    },
    { title: 'Open GraphiQL', hint: 'graphql', run: go('/graphql') },
    { title: 'Open the REST reference', hint: 'api', run: () => location.assign('/docs/api') },
  ];
}

function Clock() {
  const now = new Date(useNow());
  return (
    <time className="clock" dateTime={now.toISOString()}>
      {clockTime(now)}
    </time>
  );
}

/** A page change makes no sound by itself; its title does, once the page has set it. */
function Announcer() {
  const { pathname } = useLocation();
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(document.title), 400);
    return () => clearTimeout(timer);
  }, [pathname]);
  return (
    <p className="vh" role="status">
      {said}
    </p>
  );
}

function Brand() {
  return (
    <Link className="brand" to="/">
      <svg
        width="26"
        height="20"
        viewBox="0 0 26 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        aria-hidden="true"
      >
        <path d="M1 3h5l6 7h8M1 17h5l6-7M1 10h11" />
        <circle cx="21.5" cy="10" r="3.4" fill="var(--paper)" />
      </svg>
      Headwater
    </Link>
  );
}

const PLACES = [
  ['/', 'Now'],
  ['/search', 'Search'],
  ['/lineage', 'Lineage'],
  ['/timelines', 'Timelines'],
  ['/graph-health', 'Graph'],
  ['/sources', 'Sources'],
  ['/review', 'Review'],
  ['/jobs', 'Tasks'],
] as const;

const ADMIN_PLACES = [['/audit', 'Audit']] as const;

export function Shell() {
  const [finding, setFinding] = useState(false);
  const [menu, setMenu] = useState(false);
  const open = useCallback(() => setFinding(true), []);
  const close = useCallback(() => setFinding(false), []);
  const actions = useActions();
  const scopes = useViewer().data?.scopes ?? [];
  const places = [...PLACES, ...(scopes.includes('audit:read') ? ADMIN_PLACES : [])];
  usePaletteKey(open);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="bar">
        <Brand />
        <nav id="nav" className={menu ? 'nav open' : 'nav'} aria-label="Main">
          {places.map(([path, title]) => (
            <NavLink key={path} to={path} end={path === '/'} onClick={() => setMenu(false)}>
              {title}
            </NavLink>
          ))}
        </nav>
        <span className="grow" />
        <button type="button" className="find" aria-haspopup="dialog" onClick={open}>
          <span>Search or run a command</span>
          <kbd>{APPLE ? '⌘ K' : 'Ctrl K'}</kbd>
        </button>
        <Clock />
        <ThemeToggle />
        <UserMenu />
        <button
          type="button"
          className="btn s menu"
          aria-expanded={menu}
          aria-controls="nav"
          onClick={() => setMenu(!menu)}
        >
          Menu
        </button>
      </header>
      <Outlet />
      <Footer />
      <Palette open={finding} onClose={close} actions={actions} />
      <Announcer />
      <ScrollRestoration />
    </>
  );
}
