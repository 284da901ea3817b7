import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router';
import { NameText } from '../../components/EntityName';
import { StatusMark } from '../../components/StatusMark';
import { ErrorBand } from '../../components/states';
import { count, plural, shortTime } from '../../lib/format';
import { entityPath, parseRef } from '../../lib/ref';
import { columnChangeWord, compatibilityStatus } from '../../lib/words';
import type { Picked } from './Canvas';
import { edgeId, type LineageMap, type Mark } from './model';
import type { Difference, WalkEdge, WalkNode } from './queries';

const GROUPS: { mark: Mark; title: string; sign: string }[] = [
  { mark: 'added', title: 'New', sign: '+' },
  { mark: 'removed', title: 'Gone', sign: '−' },
  { mark: 'changed', title: 'Changed', sign: '±' },
];

const SHOWN = 20;

/** "2 edges new, 1 gone, none changed; 1 schema changed". */
export function inWords({ added, removed, changed, schemas }: Difference): string {
  if (added.length + removed.length + changed.length + schemas.length === 0) {
    return 'Nothing is different.';
  }
  const none = (n: number) => (n === 0 ? 'none' : count(n));
  const edges = `${added.length === 0 ? 'No edge' : plural(added.length, 'edge')} new`;
  const tail = `${none(removed.length)} gone, ${none(changed.length)} changed`;
  return `${edges}, ${tail}; ${schemas.length === 0 ? 'no schema' : plural(schemas.length, 'schema')} changed.`;
}

interface Props {
  difference: UseQueryResult<Difference>;
  map: LineageMap;
  nodes: Map<string, WalkNode>;
  onPick: (picked: Picked) => void;
}

function End({ nodes, id }: { nodes: Props['nodes']; id: string }) {
  const entity = nodes.get(id)?.entity;
  if (entity) return <NameText entity={entity} />;
  return <span className="mute">{parseRef(id)?.name ?? 'hidden'}</span>;
}

function Edges({ edges, map, nodes, onPick }: Omit<Props, 'difference'> & { edges: WalkEdge[] }) {
  return edges.slice(0, SHOWN).map((edge) => {
    const id = edgeId(edge);
    const line = map.edges.find((one) => one.edges.some((part) => edgeId(part) === id));
    const ends = (
      <>
        <End nodes={nodes} id={edge.source} /> <span aria-label="to">→</span>{' '}
        <End nodes={nodes} id={edge.target} />
      </>
    );
    return (
      <li key={id}>
        {line ? (
          <button
            type="button"
            className="linklike"
            onClick={() => onPick({ type: 'edge', id: line.id })}
          >
            {ends}
          </button>
        ) : (
          ends
        )}
      </li>
    );
  });
}

function Schemas({ schemas }: Pick<Difference, 'schemas'>) {
  return schemas.map(({ dataset, compatibility, changes }) => (
    <li key={dataset.ref}>
      <Link to={entityPath(dataset.ref, 'schema')}>{dataset.title}</Link>
      <p>
        <StatusMark status={compatibilityStatus(compatibility)} />
      </p>
      <small>
        {changes
          .slice(0, 4)
          .map(({ path, kind }) => `${path}: ${columnChangeWord(kind)}`)
          .join(', ')}
        {changes.length > 4 && ` and ${count(changes.length - 4)} more`}
      </small>
    </li>
  ));
}

/** What became different between the two instants, as a list. */
export function Differences({ difference, ...rest }: Props) {
  const { data, error, refetch } = difference;
  if (error) {
    return (
      <ErrorBand what="The two were not compared" error={error} retry={() => void refetch()} />
    );
  }
  return (
    <section className="picked edgelist" aria-label="What became different" aria-live="polite">
      {data ? (
        <>
          <h2>Since {shortTime(data.since)}</h2>
          <p>
            {inWords(data)}
            {data.truncated && ' Not everything around was looked at.'}
          </p>
          {GROUPS.filter(({ mark }) => data[mark].length > 0).map(({ mark, title, sign }) => (
            <div key={mark}>
              <span className={`lab ${mark}`}>
                {sign} {title}
              </span>
              <ul>
                <Edges edges={data[mark]} {...rest} />
                {data[mark].length > SHOWN && (
                  <li className="mute">and {count(data[mark].length - SHOWN)} more</li>
                )}
              </ul>
            </div>
          ))}
          {data.schemas.length > 0 && (
            <div>
              <span className="lab">Columns changed</span>
              <ul>
                <Schemas schemas={data.schemas} />
              </ul>
            </div>
          )}
        </>
      ) : (
        <p className="mute">Comparing</p>
      )}
    </section>
  );
}
