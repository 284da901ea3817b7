import { RefLink } from '../../components/EntityName';
import { OwnerChange } from '../../components/OwnerChange';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { At } from '../../components/Time';
import { count, plural } from '../../lib/format';
import { kindWord, stemWord } from '../../lib/words';
import { useChangeSet } from './queries';

/** One change set: what was done together, and whether it was taken back. */
export function ChangePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useChangeSet(id);
  const set = query.data;
  const close = (
    <button type="button" className="linklike" onClick={onClose}>
      Close
    </button>
  );
  return (
    <div id="change-panel">
      <Section title="Change set" count={set && kindWord(set.state)} end={close}>
        {query.error && (
          <ErrorBand
            what="The change set did not load"
            error={query.error}
            retry={() => void query.refetch()}
          />
        )}
        {query.isPending && <SkeletonBlock height={84} />}
        {set === null && <Empty title={`No change set ${id}.`} />}
        {set && (
          <>
            <p className="sub">
              {stemWord(set.command)} by {set.by}, <At at={set.createdAt} />
              {set.reason && `: ${set.reason}`}
              {set.undoneBy && (
                <>
                  . Undone by <code>{set.undoneBy}</code>
                </>
              )}
              {set.undoes && (
                <>
                  . Takes back <code>{set.undoes}</code>
                </>
              )}
            </p>
            <ul className="rows">
              {set.changes.map((change) => (
                <li key={`${change.entity.ref} ${change.field}`}>
                  <RefLink link={change.entity} />
                  <span className="sub wrap">
                    {change.field.startsWith('owner.') ? (
                      <OwnerChange before={change.before} after={change.after} />
                    ) : (
                      change.text
                    )}
                  </span>
                </li>
              ))}
            </ul>
            {set.entityCount > set.changes.length && (
              <p className="mute">
                {count(set.changes.length)} of {plural(set.entityCount, 'entity', 'entities')} shown
              </p>
            )}
          </>
        )}
      </Section>
    </div>
  );
}
