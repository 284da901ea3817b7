import { Day } from './Time';

interface Props {
  by: string;
  at: string;
  /** What would show without the edit, and who says it; null when nobody says anything. */
  hidden: { source: string; says: string } | null;
  redundant: boolean;
  hidesNewer: boolean;
}

/** That a person wrote this, and what it hides; louder when a source changed its mind since. */
export function EditedMark({ by, at, hidden, redundant, hidesNewer }: Props) {
  return (
    <small className={hidesNewer ? 'edited newer' : 'edited'}>
      edited by {by}, <Day at={at} />
      {hidden && (
        <>
          ; {hidesNewer && <b>since then </b>}
          {hidden.source} {redundant ? 'now says the same' : hidden.says}
        </>
      )}
    </small>
  );
}
