import type { ReactNode } from 'react';
import type { Status, Tone } from '../lib/words';

const SHAPES: Record<Tone, ReactNode> = {
  ok: <circle cx="5" cy="5" r="4.2" fill="currentColor" />,
  warn: <path d="M5 .4 9.8 9.4H.2z" fill="currentColor" />,
  fail: <path d="M.8.8h8.4v8.4H.8z" fill="currentColor" />,
  none: (
    <circle
      cx="5"
      cy="5"
      r="3.9"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2.1 1.4"
    />
  ),
  exempt: <path d="M5 .8 9.2 5 5 9.2.8 5z" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  run: (
    <>
      <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="5" cy="5" r="1.6" fill="currentColor" />
    </>
  ),
};

/** Shapes that differ, in the colour of nothing known. */
const QUIET: Tone[] = ['run', 'exempt'];

export function Shape({ tone }: { tone: Tone }) {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      {SHAPES[tone]}
    </svg>
  );
}

/** Status is shape, word and colour, in that order of reliability. */
export function StatusMark({ status, children }: { status: Status; children?: ReactNode }) {
  return (
    <span className={`st ${QUIET.includes(status.tone) ? 'none' : status.tone}`}>
      <Shape tone={status.tone} />
      {children ?? status.word}
    </span>
  );
}
