import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { Day } from '../../components/Time';
import { count, plural, total } from '../../lib/format';
import { diffColumns, type Change } from './diff';
import { useSchema, useVersions, type Schema } from './queries';

const SIGNS: Record<Change['what'], string> = {
  added: '+',
  removed: '\u2212',
  type: '~',
  nullable: '~',
};
const WORDS: Record<Change['what'], string> = {
  added: 'added',
  removed: 'removed',
  type: 'type changed',
  nullable: 'null rule changed',
};

function Line({ change }: { change: Change }) {
  return (
    <li className={change.what}>
      <code>
        <span aria-hidden="true">{SIGNS[change.what]} </span>
        {change.path}
      </code>
      <small>
        {WORDS[change.what]}: <code>{'before' in change && change.before}</code>
        {'before' in change && 'after' in change && ' to '}
        <code>{'after' in change && change.after}</code>
      </small>
    </li>
  );
}

function Difference({ id, current }: { id: string; current: Schema }) {
  const previous = useSchema(id, current.version > 1 ? current.version - 1 : undefined);
  if (current.version === 1) return <Empty title="The first version seen." />;
  if (previous.error) {
    return (
      <ErrorBand
        what="The version before did not load"
        error={previous.error}
        retry={() => void previous.refetch()}
      />
    );
  }
  if (previous.isPending) return <p className="mute">Comparing</p>;
  if (!previous.data) return <Empty title="The version before is no longer kept." />;
  const changes = diffColumns(previous.data.columns, current.columns);
  if (changes.length === 0) return <Empty title="Only order or descriptions changed." />;
  return (
    <ul className="diff">
      {changes.map((change) => (
        <Line key={`${change.what} ${change.path}`} change={change} />
      ))}
    </ul>
  );
}

interface Props {
  id: string;
  selected: number | null;
  current: Schema | null;
  onSelect: (version: number | null) => void;
}

export function Versions({ id, selected, current, onSelect }: Props) {
  const versions = useVersions(id);
  const rows = versions.data?.nodes;
  const known = versions.data && total(versions.data.totalCount, versions.data.totalCountState);
  return (
    <div className="stack">
      <Section title="Versions" count={known}>
        {versions.error && (
          <ErrorBand
            what="Versions did not load"
            error={versions.error}
            retry={() => void versions.refetch()}
          />
        )}
        {rows?.length === 0 && <Empty title="No version yet." />}
        <table aria-busy={versions.isPending}>
          <tbody>
            {rows?.map((row, i) => (
              <tr key={row.version} aria-selected={row.version === selected}>
                <th scope="row">
                  <button
                    type="button"
                    className="linklike"
                    aria-current={row.version === selected}
                    onClick={() => onSelect(i === 0 ? null : row.version)}
                  >
                    v{row.version}
                  </button>
                  {row.validTo === null && <span className="chip">current</span>}
                </th>
                <td>
                  <Day at={row.validFrom} />
                </td>
                <td className="n">{plural(row.columnCount, 'column')}</td>
                <td className="rt">{row.source}</td>
              </tr>
            ))}
            {versions.isPending && <SkeletonRows rows={3} columns={4} />}
          </tbody>
        </table>
        {versions.data?.pageInfo.hasNextPage && (
          <p className="mute">The newest {count(rows?.length ?? 0)} are listed.</p>
        )}
      </Section>
      {current && (
        <Section
          title={`Change in v${current.version}`}
          count={current.version > 1 ? `against v${current.version - 1}` : undefined}
        >
          <Difference id={id} current={current} />
        </Section>
      )}
    </div>
  );
}
