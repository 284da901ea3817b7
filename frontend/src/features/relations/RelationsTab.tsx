import { CopyButton } from '../../components/CopyButton';
import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock, SkeletonRows } from '../../components/states';
import { total } from '../../lib/format';
import { kindOf } from '../../lib/words';
import { useDescriptor, useRelations } from './queries';

/** `ownedBy` reads `owned by`. */
export function relationWord(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function RelationTable({ id }: { id: string }) {
  const relations = useRelations(id);
  const pages = relations.data?.pages;
  const rows = pages?.flatMap((page) => page.relations.nodes);
  const first = pages?.[0]?.relations;
  return (
    <Section title="Relations" count={first && total(first.totalCount, first.totalCountState)}>
      {relations.error && (
        <ErrorBand
          what="Relations did not load"
          error={relations.error}
          retry={() => void relations.refetch()}
        />
      )}
      {rows?.length === 0 && <Empty title="No relations are declared." />}
      {(relations.isPending || (rows && rows.length > 0)) && (
        <table aria-busy={relations.isPending}>
          <thead>
            <tr>
              <th scope="col">Relation</th>
              <th scope="col">To</th>
              <th scope="col">Kind</th>
              <th scope="col">Said by</th>
            </tr>
          </thead>
          <tbody>
            {rows?.map((row) => (
              <tr key={`${row.type} ${row.target.ref}`}>
                <td>{relationWord(row.type)}</td>
                <th scope="row">
                  <RefLink link={row.target} />
                </th>
                <td>{kindOf(row.target)}</td>
                <td className="mute">{row.source}</td>
              </tr>
            ))}
            {relations.isPending && <SkeletonRows rows={6} columns={4} />}
          </tbody>
        </table>
      )}
      {relations.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void relations.fetchNextPage()}>
            Next 100
          </button>
        </p>
      )}
    </Section>
  );
}

function Descriptor({ id }: { id: string }) {
  const descriptor = useDescriptor(id);
  const text = JSON.stringify(descriptor.data, null, 2);
  return (
    <Section
      title="Descriptor"
      count="as served to a Backstage app"
      end={descriptor.data ? <CopyButton text={text}>Copy JSON</CopyButton> : undefined}
    >
      {descriptor.error && (
        <ErrorBand
          what="The descriptor did not load"
          error={descriptor.error}
          retry={() => void descriptor.refetch()}
        />
      )}
      {descriptor.isPending && <SkeletonBlock height={320} />}
      {/* Long lines scroll; a scrolled region needs the keyboard too. */}
      {descriptor.data !== undefined && (
        <pre className="code" tabIndex={0} role="region" aria-label="Descriptor JSON">
          {text}
        </pre>
      )}
    </Section>
  );
}

export function RelationsTab({ id }: { id: string }) {
  return (
    <div className="cols half">
      <RelationTable id={id} />
      <Descriptor id={id} />
    </div>
  );
}
