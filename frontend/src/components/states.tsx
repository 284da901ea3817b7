import type { ReactNode } from 'react';
import { toApiError } from '../api/errors';
import { StatusMark } from './StatusMark';

const WIDTHS = [70, 52, 84, 61, 76, 47, 66];

/** Rows of the height the data will have, so nothing moves when it lands. */
export function SkeletonRows(props: { rows: number; columns: number; two?: boolean }) {
  return Array.from({ length: props.rows }, (_, row) => (
    <tr key={row} className={props.two ? 'two ghost' : 'ghost'} aria-hidden="true">
      {Array.from({ length: props.columns }, (__, column) => (
        <td key={column}>
          <span
            className="sk"
            style={{ width: `${WIDTHS[(row * 3 + column) % WIDTHS.length]}%` }}
          />
        </td>
      ))}
    </tr>
  ));
}

export function SkeletonBlock({ height }: { height: number }) {
  return (
    <div className="skblock" style={{ height }} role="status">
      <span className="vh">Loading</span>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <p className="empty">
      <b>{title}</b>
      {children && <span className="sub">{children}</span>}
    </p>
  );
}

interface ErrorProps {
  /** What did not work, as the start of a sentence: "Lineage did not load". */
  what: string;
  error: unknown;
  retry?: () => void;
}

export function ErrorBand({ what, error, retry }: ErrorProps) {
  const known = toApiError(error);
  return (
    <div className="band fail" role="alert">
      <StatusMark status={{ tone: 'fail', word: '' }} />
      <p>
        <b>{what}.</b> {known.message} {known.detail && <span className="sub">{known.detail}</span>}
        {known.requestId && <code className="rid">request {known.requestId}</code>}
      </p>
      {retry && (
        <button type="button" className="btn s" onClick={retry}>
          Retry
        </button>
      )}
    </div>
  );
}

/** Something is shown, but not all or not new: say it before the reader relies on it. */
export function WarnBand({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="band warn" role="status">
      <StatusMark status={{ tone: 'warn', word: '' }} />
      <p>{children}</p>
      {action}
    </div>
  );
}
