import { Fragment } from 'react';
import { EntityName, RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { Day, None } from '../../components/Time';
import { count, total } from '../../lib/format';
import { kindWord } from '../../lib/words';
import { useImpacts, type Impact } from './impact-queries';
import { instant, type LineageState } from './url';

/** What lies between; the ends are the focus and the row itself. */
function Way({ path }: Pick<Impact, 'path'>) {
  const between = path.slice(1, -1);
  if (between.length === 0) return <None>direct</None>;
  return between.map((link, i) => (
    <Fragment key={link.ref}>
      {i > 0 && ' → '}
      <RefLink link={link} />
    </Fragment>
  ));
}

function Row({ impact: { entity, hop, lastReadAt, path } }: { impact: Impact }) {
  return (
    <tr className="two">
      <td className="n">{hop}</td>
      <th scope="row">
        <EntityName entity={entity}>{kindWord(entity.kind)}</EntityName>
      </th>
      <td>{entity.owner ? <RefLink link={entity.owner} /> : <None>nobody</None>}</td>
      <td className="tier">{entity.tier ?? <None>–</None>}</td>
      <td>
        {lastReadAt ? (
          <Day at={lastReadAt} />
        ) : (
          <None>{entity.kind === 'DATASET' ? 'never seen' : '–'}</None>
        )}
      </td>
      <td className="way">
        <Way path={path} />
      </td>
    </tr>
  );
}

function Table({ rows }: { rows: Impact[] | undefined }) {
  return (
    <table aria-label="Everything in reach" aria-busy={!rows}>
      <thead>
        <tr>
          <th scope="col" className="n">
            Hop
          </th>
          <th scope="col">Name</th>
          <th scope="col">Owner</th>
          <th scope="col">Tier</th>
          <th scope="col">Last read</th>
          <th scope="col">By way of</th>
        </tr>
      </thead>
      <tbody>
        {rows?.map((impact) => <Row key={impact.entity.ref} impact={impact} />) ?? (
          <SkeletonRows rows={8} columns={6} two />
        )}
      </tbody>
    </table>
  );
}

/** All of it as a file: the same question by REST, without an end. */
function Download({ query }: { query: URLSearchParams }) {
  return (
    <>
      All of it as{' '}
      {(['csv', 'jsonl'] as const).map((format) => (
        <a
          key={format}
          href={`/api/portal/v1/impacts?${query.toString()}&format=${format}`}
          download
        >
          {format === 'csv' ? 'CSV' : 'JSON Lines'}
        </a>
      ))}
    </>
  );
}

interface Props {
  focus: string;
  state: LineageState;
}

/** Everything downstream, or upstream when only that is drawn, nearest first and page by page. */
export function ImpactList({ focus, state }: Props) {
  const up = state.dir === 'up';
  const direction = up ? 'UPSTREAM' : 'DOWNSTREAM';
  const asOf = instant(state.asof);
  const impacts = useImpacts(focus, direction, asOf);
  const pages = impacts.data?.pages;
  const rows = pages?.flatMap((page) => page.impacts.nodes);
  const first = pages?.[0]?.impacts;
  const query = new URLSearchParams({ ref: focus, direction: direction.toLowerCase() });
  if (asOf) query.set('as_of', asOf);
  return (
    <Section
      title={up ? 'What it is made from' : 'What a change reaches'}
      count={first && total(first.totalCount, first.totalCountState)}
      end={<Download query={query} />}
      className="impact"
    >
      {impacts.error && (
        <ErrorBand
          what="The list did not load"
          error={impacts.error}
          retry={() => void impacts.refetch()}
        />
      )}
      {rows?.length === 0 && <Empty title={up ? 'Nothing is upstream.' : 'Nothing reads it.'} />}
      {rows?.length !== 0 && !impacts.error && <Table rows={rows} />}
      {impacts.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void impacts.fetchNextPage()}>
            Load more
          </button>{' '}
          <span className="mute">{count(rows?.length ?? 0)} shown</span>
        </p>
      )}
    </Section>
  );
}
