import { Fragment } from 'react';

/** A path or a technical name that may break where its parts end, not inside a word. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[./:])(?=[^./:])/).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
