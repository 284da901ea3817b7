import { Link } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock, WarnBand } from '../../components/states';
import { plural } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { useColumns, type ColumnGraph } from './queries';
import { waysOf, type Way } from './ways';

const HOPS = [1, 2, 3, 5, 10];

function Name({ node }: { node: ColumnGraph['nodes'][number] }) {
  if (!node.dataset) return <span className="mute">a column you may not see</span>;
  const name = node.path === '*' ? 'the whole dataset' : node.path;
  const search = node.path && node.path !== '*' ? `?column=${encodeURIComponent(node.path)}` : '';
  return (
    <>
      <Link to={`${entityPath(node.dataset.ref, 'schema')}${search}`}>
        <code>{name}</code>
      </Link>{' '}
      <span className="mute">in {node.dataset.title}</span>
    </>
  );
}

function Item({ way: { node, flows } }: { way: Way }) {
  return (
    <li>
      <span>
        <Name node={node} />
        <small>
          {flows.map(({ words, jobs, statements }) => (
            <span key={words} className="flow">
              {words}
              {jobs.length > 0 && <> by {jobs.join(', ')}</>}
              {statements.map((statement) => (
                <details key={statement}>
                  <summary>SQL</summary>
                  <pre className="wrap">{statement}</pre>
                </details>
              ))}
            </span>
          ))}
        </small>
      </span>
      <span className="m mute">{plural(Math.abs(node.hop), 'hop')}</span>
    </li>
  );
}

function Side({ title, ways, none }: { title: string; ways: Way[]; none: string }) {
  return (
    <>
      <h3>{title}</h3>
      {ways.length === 0 && <p className="mute">{none}</p>}
      <ul className="items">
        {ways.map((way) => (
          <Item key={way.node.key} way={way} />
        ))}
      </ul>
    </>
  );
}

interface Props {
  id: string;
  column: string;
  hops: number;
  onHops: (hops: number) => void;
  onClose: () => void;
}

/** The columns around one, nearest first. */
export function ColumnWalk({ id, column, hops, onHops, onClose }: Props) {
  const walk = useColumns(id, column, hops);
  const ways = walk.data && waysOf(walk.data);
  return (
    <Section
      title={`Column ${column}`}
      end={
        <>
          <label>
            up to{' '}
            <select
              className="in small"
              value={hops}
              onChange={(event) => onHops(Number(event.target.value))}
            >
              {HOPS.map((count) => (
                <option key={count} value={count}>
                  {plural(count, 'hop')}
                </option>
              ))}
            </select>
          </label>{' '}
          <button type="button" className="linklike" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      {walk.error && (
        <ErrorBand
          what="Its columns did not load"
          error={walk.error}
          retry={() => void walk.refetch()}
        />
      )}
      {walk.isPending && <SkeletonBlock height={140} />}
      {ways && walk.data && (
        <>
          {walk.data.truncated && (
            <WarnBand>There are more columns; these are the nearest.</WarnBand>
          )}
          {ways.up.length + ways.down.length === 0 ? (
            <Empty title="No column lineage is known of it.">
              Producers tell it with the columnLineage facet, or it is read from the SQL of a job.
            </Empty>
          ) : (
            <>
              <Side title="Made from" ways={ways.up} none="Nothing that is known." />
              <Side title="Made from it" ways={ways.down} none="Nothing that is known." />
            </>
          )}
        </>
      )}
    </Section>
  );
}
