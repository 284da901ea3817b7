import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Day } from '../../components/Time';
import { columnChangeWord, compatibilityStatus } from '../../lib/words';
import { useChanges, type Change, type Version } from './queries';

const SIGNS: Partial<Record<Change['kind'], string>> = { ADDED: '+', REMOVED: '\u2212' };

const said = (column: Change['before']) =>
  column && `${column.type}${column.nullable === false ? ', required' : ''}`;

function Line({ change }: { change: Change }) {
  const parts = [said(change.before), said(change.after)].filter(Boolean);
  return (
    <li className={change.kind.toLowerCase()}>
      <code>
        <span aria-hidden="true">{SIGNS[change.kind] ?? '~'} </span>
        {change.path}
      </code>{' '}
      {change.compatibility !== 'OK' && (
        <StatusMark status={compatibilityStatus(change.compatibility)} />
      )}
      <small>
        {columnChangeWord(change.kind)}: <code>{[...new Set(parts)].join(' to ')}</code>
      </small>
    </li>
  );
}

export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="diff">
      {changes.map((change) => (
        <Line key={`${change.kind} ${change.path}`} change={change} />
      ))}
    </ul>
  );
}

function Changes({ id, before, after }: { id: string; before: Version; after: Version }) {
  const diff = useChanges(id, before, after);
  if (diff.error) {
    return (
      <ErrorBand
        what="The comparison did not load"
        error={diff.error}
        retry={() => void diff.refetch()}
      />
    );
  }
  if (!diff.data) return <SkeletonBlock height={80} />;
  const { changes, compatibility } = diff.data;
  if (changes.length === 0) return <Empty title="Only the order of columns changed." />;
  return (
    <>
      <p>
        <StatusMark status={compatibilityStatus(compatibility)} />
      </p>
      <ChangeList changes={changes} />
    </>
  );
}

interface Props {
  id: string;
  versions: Version[];
  selected: Version;
  /** The version to compare with; the one before when absent. */
  base: number | null;
  onBase: (version: number | null) => void;
}

/** What changed between the version that is shown and any other. */
export function Difference({ id, versions, selected, base, onBase }: Props) {
  const others = versions.filter(({ version }) => version !== selected.version);
  const previous = selected.version - 1;
  const other =
    others.find(({ version }) => version === base) ??
    others.find(({ version }) => version === previous) ??
    others[0];
  const pair = other && [other, selected].sort((one, two) => one.version - two.version);
  const [before, after] = pair ?? [];
  return (
    <Section
      title={after ? `Changes up to v${after.version}` : 'Changes'}
      end={
        other && (
          <label>
            v{selected.version} against{' '}
            <select
              className="in small"
              value={other.version}
              onChange={(event) => {
                const chosen = Number(event.target.value);
                onBase(chosen === previous ? null : chosen);
              }}
            >
              {others.map(({ version }) => (
                <option key={version} value={version}>
                  v{version}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {before && after ? (
        <>
          <p className="mute">
            Since <Day at={before.validFrom} />, when v{before.version} was first seen.
          </p>
          <Changes id={id} before={before} after={after} />
        </>
      ) : (
        <Empty title="The only version seen." />
      )}
    </Section>
  );
}
