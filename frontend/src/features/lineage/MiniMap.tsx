import { Link } from 'react-router';
import type { Kind } from '../../api/generated/graphql';
import { NameText } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { count } from '../../lib/format';
import { entityPath, lineagePath } from '../../lib/ref';
import { useWidth } from '../../lib/use-size';
import { kindWord } from '../../lib/words';
import { chamferPath, route } from './geometry';
import { miniMap, type MiniPart, type Side } from './mini';
import { useWalk, type Walk, type WalkNode } from './queries';
import { goneOn, statusOf } from './Station';
import { MiniStation } from './MiniStation';
import './map.css';
import './lineage.css';

const MIN_WIDTH = 640;

/** Data sees data, with the jobs as names on the line; a job sees what it reads and writes. */
function grainFor(kind: Kind) {
  if (kind === 'JOB') return 'FULL' as const;
  return kind === 'PIPELINE' ? ('PIPELINE' as const) : ('DATASET' as const);
}

function JobOnLine({
  side,
  x,
  y,
  anchor,
}: {
  side: Side;
  x: number;
  y: number;
  anchor: 'start' | 'end';
}) {
  if (!side.via) return null;
  const style = { left: x, top: y - 9, transform: anchor === 'end' ? 'translateX(-100%)' : 'none' };
  return side.viaRef ? (
    <Link className="job on" style={style} to={entityPath(side.viaRef)}>
      {side.via}
    </Link>
  ) : (
    <span className="job" style={style}>
      {side.via}
    </span>
  );
}

function Drawing({ walk, focus }: { walk: Walk; focus: string }) {
  const [ref, measured] = useWidth<HTMLDivElement>(880);
  const width = Math.max(MIN_WIDTH, measured);
  const map = miniMap(walk, focus, width);
  const lines = [
    ...map.up.parts.map((p) => route({ x: p.x + p.width, y: p.middle }, map.in, map.up.turn)),
    ...map.down.parts.map((p) => route(map.out, { x: p.x, y: p.middle }, map.down.turn)),
  ];
  const stops = [
    ...map.up.parts.map((p) => ({ x: p.x + p.width, y: p.middle })),
    ...map.down.parts.map((p) => ({ x: p.x, y: p.middle })),
  ];
  const part = (p: MiniPart) => <MiniStation key={p.id} part={p} centre={focus} />;
  return (
    <div ref={ref} className="mini">
      <div
        className="canvas"
        style={{ height: map.height, width }}
        role="group"
        aria-label="Lineage, one hop each way"
      >
        <svg width={width} height={map.height} aria-hidden="true">
          {lines.map((points, i) => (
            <path key={i} className="edge" d={chamferPath(points)} />
          ))}
        </svg>
        {map.up.parts.map(part)}
        {map.down.parts.map(part)}
        <MiniStation part={map.centre} centre={focus} />
        <JobOnLine side={map.up} x={map.in.x - 8} y={map.in.y} anchor="end" />
        <JobOnLine side={map.down} x={map.out.x + 12} y={map.out.y} anchor="start" />
        <svg className="stops" width={width} height={map.height} aria-hidden="true">
          {stops.map((p, i) => (
            <circle key={i} className="stop" cx={p.x} cy={p.y} r="3.5" />
          ))}
        </svg>
      </div>
    </div>
  );
}

function LineRow({ node, focus }: { node: WalkNode; focus: boolean }) {
  return (
    <li aria-current={focus ? 'true' : undefined}>
      {node.entity ? (
        <Link className="name" to={entityPath(node.entity.ref)}>
          <NameText entity={node.entity} />
        </Link>
      ) : (
        <span className="mute">Hidden {kindWord(node.kind).toLowerCase()}</span>
      )}
      <StatusMark status={statusOf(node)} />
    </li>
  );
}

const ON_LINE = 5;

/** The same neighbourhood as one vertical line, for narrow screens. */
function VerticalLine({ walk, focus }: { walk: Walk; focus: string }) {
  const side = (sign: 1 | -1) =>
    walk.nodes.filter((n) => n.key !== focus && Math.sign(n.hop) === sign);
  const centre = walk.nodes.filter((node) => node.key === focus);
  const rest = (nodes: WalkNode[]) =>
    nodes.length > ON_LINE && (
      <li>
        <Link className="name" to={lineagePath(focus)}>
          <b>{count(nodes.length - ON_LINE)} more</b>
        </Link>
      </li>
    );
  return (
    <ol className="vline" aria-label="Up, here, down">
      {rest(side(-1))}
      {[...side(-1).slice(0, ON_LINE), ...centre, ...side(1).slice(0, ON_LINE)].map((node) => (
        <LineRow key={node.key} node={node} focus={node.key === focus} />
      ))}
      {rest(side(1))}
    </ol>
  );
}

function NoLine({ node }: { node: WalkNode | undefined }) {
  const went = node && goneOn(node);
  return went ? (
    <Empty title={`${went}: no line leads here any more.`}>
      The explorer shows the lines of a moment before.
    </Empty>
  ) : (
    <Empty title="No line leads here yet.">
      Lines appear when a run, a descriptor or SQL names this one next to another.
    </Empty>
  );
}

export function MiniMap({ id, kind }: { id: string; kind: Kind }) {
  const walk = useWalk({
    refs: [id],
    direction: 'BOTH',
    maxHops: 1,
    limit: 100,
    grain: grainFor(kind),
    windowDays: 0,
    asOf: null,
  });
  const data = walk.data;
  const up = data?.nodes.filter((node) => node.hop < 0).length ?? 0;
  const down = data?.nodes.filter((node) => node.hop > 0).length ?? 0;
  const plus = data && data.totalCountState !== 'EXACT' ? '+' : '';
  return (
    <Section
      title="Lineage"
      count={data && `${count(up)}${plus} up, ${count(down)}${plus} down`}
      end={<Link to={lineagePath(id)}>Open explorer</Link>}
    >
      {walk.error && (
        <ErrorBand
          what="Lineage did not load"
          error={walk.error}
          retry={() => void walk.refetch()}
        />
      )}
      {walk.isPending && <SkeletonBlock height={212} />}
      {data && up + down === 0 && <NoLine node={data.nodes.find((node) => node.key === id)} />}
      {data && up + down > 0 && (
        <>
          <Drawing walk={data} focus={id} />
          <VerticalLine walk={data} focus={id} />
        </>
      )}
    </Section>
  );
}
