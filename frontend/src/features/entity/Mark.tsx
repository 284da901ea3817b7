import { EditedMark } from '../../components/EditedMark';
import type { Detail } from './queries';
import { isEdit, markOf, saidAt } from './said';

/** Who said what stands at a path: a person with what that hides, else the source; nothing where nobody did. */
export function Mark({ detail, path }: { detail: Detail; path: string }) {
  const row = saidAt(detail, path);
  if (!row) return null;
  return isEdit(row) ? (
    <EditedMark {...markOf(row)} />
  ) : (
    <small className="edited" title={row.url ?? undefined}>
      said by {row.source}
    </small>
  );
}
