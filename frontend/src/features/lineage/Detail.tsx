import { Link } from 'react-router';
import { NameText, RefLink } from '../../components/EntityName';
import { Day } from '../../components/Time';
import { count } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { mayEdit } from '../../lib/may-edit';
import { useViewer } from '../../lib/use-viewer';
import { basisTag, basisWord, LINED } from '../../lib/words';
import type { Picked } from './Canvas';
import { DeclareForm } from './DeclareForm';
import type { LineageMap, MapEdge } from './model';
import { Proofs } from './Proofs';
import type { WalkEdge, WalkNode } from './queries';
import { hasWays, instant, type LineageState } from './url';

type Nodes = Map<string, WalkNode>;

function name(nodes: Nodes, key: string) {
  const entity = nodes.get(key)?.entity;
  return entity ? <NameText entity={entity} /> : <span className="mute">hidden</span>;
}

/** What the picture itself knows of a line. */
function EvidenceTable({ edge }: { edge: WalkEdge }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Evidence</th>
          <th scope="col" className="n">
            Times seen
          </th>
        </tr>
      </thead>
      <tbody>
        {edge.evidence.map((e) => (
          <tr key={`${e.basis} ${e.source}`} className="two">
            <td title={basisWord(e.basis)}>
              {basisTag(e.basis)}
              <small>
                {e.url ? (
                  <a href={e.url} rel="noreferrer noopener" target="_blank">
                    {e.source}
                  </a>
                ) : (
                  e.source
                )}
                , <Day at={e.firstSeenAt} /> to <Day at={e.lastSeenAt} />
              </small>
            </td>
            <td className="n">{count(e.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The two refs by which all evidence can be asked for: not of hidden ends, nor of what stands for others. */
function endsOf(edge: WalkEdge, nodes: Nodes, grain: LineageState['grain']) {
  const ends = [edge.source, edge.target].map((key) => nodes.get(key)?.entity?.ref);
  const [source, target] = ends;
  return source && target && hasWays(grain) ? { source, target } : null;
}

interface EvidenceProps {
  edge: WalkEdge;
  nodes: Nodes;
  state: LineageState;
  /** The one line that was chosen; of those of a group only what the picture knows is shown. */
  whole: boolean;
}

function Evidence({ edge, nodes, state, whole }: EvidenceProps) {
  const ends = whole ? endsOf(edge, nodes, state.grain) : null;
  return (
    <div className="evidence">
      <p>
        {name(nodes, edge.source)} <span aria-label="to">→</span> {name(nodes, edge.target)}
      </p>
      <p className="sub">
        {edge.count > 1 && `It stands for ${count(edge.count)} edges; of one of them: `}
        {basisWord(edge.basis)}
        {', since '}
        <Day at={edge.validFrom} />
        {edge.validTo && (
          <>
            {' until '}
            <Day at={edge.validTo} />
          </>
        )}
        .
      </p>
      {edge.via.length > 0 && (
        <p>
          <span className="mute">via </span>
          {edge.via.map((job, i) => (
            <span key={job.ref}>
              {i > 0 && ', '}
              <RefLink link={job} />
            </span>
          ))}
        </p>
      )}
      {ends ? (
        <Proofs ends={ends} target={nodes.get(edge.target)} asOf={instant(state.asof)} />
      ) : (
        <EvidenceTable edge={edge} />
      )}
    </div>
  );
}

interface Props {
  state: LineageState;
  map: LineageMap;
  nodes: Nodes;
  picked: Picked;
  focus: string;
  onPick: (picked: Picked) => void;
  onCentre: (ref: string) => void;
}

function EdgeButtons({
  title,
  edges,
  end,
  nodes,
  onPick,
}: {
  title: string;
  edges: MapEdge[];
  end: 'source' | 'target';
  nodes: Nodes;
  onPick: Props['onPick'];
}) {
  if (edges.length === 0) return null;
  return (
    <div className="edgelist">
      <span className="lab">{title}</span>
      <ul>
        {edges.map((edge) => (
          <li key={edge.id}>
            <button
              type="button"
              className="linklike"
              onClick={() => onPick({ type: 'edge', id: edge.id })}
            >
              {edge.edges.length > 1
                ? `${count(edge.edges.length)} lines of a group`
                : name(nodes, edge[end])}
            </button>{' '}
            <span className="mute">{edge.edges[0] && basisTag(edge.edges[0].basis)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function NodeDetail({ map, nodes, picked, focus, onPick, onCentre }: Props) {
  const viewer = useViewer();
  const node = picked ? nodes.get(picked.id) : undefined;
  if (!node) return null;
  const entity = node.entity;
  return (
    <>
      <h2>{entity ? <NameText entity={entity} /> : 'Hidden'}</h2>
      {entity ? (
        <p className="acts">
          <Link to={entityPath(entity.ref)}>Open page</Link>
          {entity.ref !== focus && (
            <button type="button" className="linklike" onClick={() => onCentre(entity.ref)}>
              Centre here
            </button>
          )}
        </p>
      ) : (
        <p className="sub">It is part of the lineage, but you may not see its name.</p>
      )}
      <EdgeButtons
        title="Made from"
        end="source"
        edges={map.edges.filter((edge) => edge.target === node.key)}
        nodes={nodes}
        onPick={onPick}
      />
      <EdgeButtons
        title="Read by"
        end="target"
        edges={map.edges.filter((edge) => edge.source === node.key)}
        nodes={nodes}
        onPick={onPick}
      />
      {entity && LINED.includes(entity.kind) && mayEdit(viewer.data, entity) && (
        <DeclareForm key={entity.ref} target={entity} />
      )}
    </>
  );
}

/** What is known of the chosen station or line. */
export function Detail(props: Props) {
  const { map, nodes, picked, state, onPick } = props;
  if (!picked) return null;
  const edge = picked.type === 'edge' ? map.edges.find((e) => e.id === picked.id) : undefined;
  if (picked.type === 'edge' && !edge) return null;
  return (
    <section className="picked" aria-label="Chosen on the map" aria-live="polite">
      <button type="button" className="linklike x" onClick={() => onPick(null)}>
        Close
      </button>
      {edge ? (
        <>
          <h2>Why this line is drawn</h2>
          {edge.edges.slice(0, 12).map((one) => (
            <Evidence
              key={`${one.source} ${one.target}`}
              {...{ edge: one, nodes, state }}
              whole={edge.edges.length === 1}
            />
          ))}
          {edge.edges.length > 12 && (
            <p className="mute">and {count(edge.edges.length - 12)} more in this group</p>
          )}
        </>
      ) : (
        <NodeDetail {...props} />
      )}
    </section>
  );
}
