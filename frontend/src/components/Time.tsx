import { ago, fullTime, shortDay, shortTime } from '../lib/format';
import { useNow } from '../lib/use-now';

type Props = { at: string; className?: string };

export function Ago({ at, className = 'm' }: Props) {
  const now = useNow();
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {ago(at, now)}
    </time>
  );
}

export function At({ at, className = 'm' }: Props) {
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {shortTime(at)}
    </time>
  );
}

export function Day({ at, className = 'm' }: Props) {
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {shortDay(at)}
    </time>
  );
}

/** A cell with nothing to say says so, to eyes and ears alike. */
export function None({ children = 'none' }: { children?: string }) {
  return <span className="mute">{children}</span>;
}
