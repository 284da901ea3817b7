import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

const KEY = 'headwater.theme';
const listeners = new Set<() => void>();
const system = window.matchMedia('(prefers-color-scheme: dark)');

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function apply(): void {
  const choice = stored();
  const dark = choice === 'dark' || (choice === 'system' && system.matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  listeners.forEach((notify) => notify());
}

system.addEventListener('change', apply);

export function setTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts until the next page load.
  }
  apply();
}

export function nextTheme(choice: ThemeChoice): ThemeChoice {
  if (choice === 'system') return 'light';
  return choice === 'light' ? 'dark' : 'system';
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => stored(),
  );
}
