const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const pad = (value: number) => String(value).padStart(2, '0');

/** `24 Nov 05:12`; the zone is said once, in the top bar. */
export function shortTime(iso: string): string {
  const at = new Date(iso);
  return `${shortDay(iso)} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
}

export function shortDay(iso: string): string {
  const at = new Date(iso);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

/** `2026-11-24 05:12:09 UTC`, for titles. */
export function fullTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `Tue 24 Nov 05:12 UTC`, the clock of the top bar. */
export function clockTime(at: Date): string {
  const iso = at.toISOString();
  return `${DAYS[at.getUTCDay()]} ${shortTime(iso)} UTC`;
}

/** Largest whole unit and, for hours, the next one: `4 s`, `12 min`, `5 h 42`, `3 d`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < MINUTE) return `${s} s`;
  if (s < HOUR) return `${Math.round(s / MINUTE)} min`;
  if (s < DAY) {
    const minutes = Math.floor((s % HOUR) / MINUTE);
    return minutes === 0
      ? `${Math.floor(s / HOUR)} h`
      : `${Math.floor(s / HOUR)} h ${pad(minutes)}`;
  }
  return `${Math.floor(s / DAY)} d`;
}

/** Run times keep their seconds below ten minutes: `41 s`, `3 min 05`, `25 min`. */
export function runTime(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < MINUTE || s >= 10 * MINUTE) return duration(s);
  return `${Math.floor(s / MINUTE)} min ${pad(s % MINUTE)}`;
}

/** The page's clock ticks every ten seconds: what happened since the last tick is now, not to come. */
const TICK = 15;

export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < -TICK) return `in ${duration(-seconds)}`;
  return seconds < 5 ? 'now' : `${duration(seconds)} ago`;
}

const counts = new Intl.NumberFormat('en-GB');

export function count(value: number): string {
  return counts.format(value).replace('-', '\u2212');
}

/** A share of 0 to 1; never rounded to none. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 && share > 0 ? 'under 1 %' : `${whole} %`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(value: number): string {
  let unit = 0;
  let rest = value;
  while (rest >= 1000 && unit < BYTE_UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || rest >= 100 ? 0 : 1;
  return `${rest.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/** How many, as honestly as the server knows it. */
export function total(
  value: number | null,
  state: 'EXACT' | 'AT_LEAST' | 'NOT_COUNTED',
): string | null {
  if (value === null || state === 'NOT_COUNTED') return null;
  return state === 'AT_LEAST' ? `at least ${count(value)}` : count(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
