import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { Day } from '../../components/Time';
import { count, plural, total } from '../../lib/format';
import { Difference } from './Difference';
import { useVersions } from './queries';

interface Props {
  id: string;
  selected: number | null;
  base: number | null;
  onSelect: (version: number | null) => void;
  onBase: (version: number | null) => void;
}

export function Versions({ id, selected, base, onSelect, onBase }: Props) {
  const versions = useVersions(id);
  const rows = versions.data?.nodes;
  const shown = rows?.find(({ version }) => version === selected);
  const known = versions.data && total(versions.data.totalCount, versions.data.totalCountState);
  return (
    <>
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
      {shown && (
        <Difference id={id} versions={rows ?? []} selected={shown} base={base} onBase={onBase} />
      )}
    </>
  );
}
