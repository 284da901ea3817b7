import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { EntityName } from '../../components/EntityName';
import { Empty, ErrorBand, WarnBand } from '../../components/states';
import { count, plural, total } from '../../lib/format';
import { parseRef } from '../../lib/ref';
import { Canvas, type Picked } from './Canvas';
import { Detail } from './Detail';
import { layoutMap, sizeOf } from './layout';
import { ListTwin } from './ListTwin';
import { buildMap, type LineageMap, type MapNode } from './model';
import { useWalk, type Walk, type WalkNode } from './queries';
import { goneOn } from './Station';
import { TimeBar, Toolbar } from './Toolbar';
import { expand, toVariables, type LineageState } from './url';

interface Props {
  focus: string;
  state: LineageState;
  onChange: (state: LineageState) => void;
  /** Another entity becomes the focus: the page decides what that means for its URL. */
  onCentre: (ref: string) => void;
  /** Says whose lineage it is; an entity's own page has said it already. */
  named?: boolean;
}

/** Same nodes, sizes and edges give the same drawing, so a refetch moves nothing. */
function useLayout(map: LineageMap | null) {
  const signature = useMemo(
    () =>
      map && [
        ...map.nodes.map((node) => `${node.id} ${sizeOf(node).width} ${sizeOf(node).height}`),
        ...map.edges.map((edge) => edge.id),
      ],
    [map],
  );
  return useQuery({
    queryKey: ['layout', signature],
    queryFn: () => layoutMap(map as LineageMap),
    enabled: map !== null && map.nodes.length > 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

function Truncated({ walk }: { walk: Walk }) {
  // Hops that were not asked for are told by the stubs below each station, not by an alarm.
  const whole = walk.totalCountState === 'EXACT' && walk.totalCount === walk.nodes.length;
  if (!walk.truncated || whole) return null;
  const known = total(walk.totalCount, walk.totalCountState);
  return (
    <WarnBand>
      <b>Not everything is drawn.</b> Showing {count(walk.nodes.length)}
      {known && ` of ${known}`}. Fewer hops, one direction or data only shows a whole picture.
    </WarnBand>
  );
}

/** Why the picture is small: what is gone is left out of lineage as it is now. */
function Gone({ node }: { node: WalkNode | undefined }) {
  const went = node && goneOn(node);
  if (!went) return null;
  return (
    <WarnBand>
      <b>{went}.</b> Lineage as it is now leaves it out; a moment before shows what it was part of.
    </WarnBand>
  );
}

function useMap(focus: string, state: LineageState) {
  const walk = useWalk(toVariables(state, focus));
  const data = walk.data;
  const map = useMemo(
    () =>
      data
        ? buildMap(data.nodes, data.edges, { focus, pinned: state.open, layers: state.layers })
        : null,
    [data, focus, state.open, state.layers],
  );
  const nodes = useMemo(() => new Map(data?.nodes.map((node) => [node.key, node])), [data]);
  return { walk, data, map, nodes, layout: useLayout(map) };
}

export function Explorer({ focus, state, onChange, onCentre, named = false }: Props) {
  const { walk, data, map, nodes, layout } = useMap(focus, state);
  const [picked, setPicked] = useState<Picked>(null);
  const [zoom, setZoom] = useState(1);
  const change = (next: Partial<LineageState>) => onChange({ ...state, ...next });
  const centre = (item: MapNode) => {
    if (item.shape === 'group') change({ layers: [...state.layers, item.hop] });
    else if (item.node?.entity) onCentre(item.node.entity.ref);
  };
  const failure = walk.error ?? layout.error;
  const entity = nodes.get(focus)?.entity ?? { ref: focus, title: parseRef(focus)?.name ?? focus };
  return (
    <div className="explorer">
      <Toolbar
        state={state}
        onChange={change}
        zoom={zoom}
        onZoom={setZoom}
        name={named && <EntityName entity={entity} />}
        drawn={map && `${count(map.nodes.length)} drawn of 250 allowed`}
      />
      {data && <Truncated walk={data} />}
      {named && !state.asof && <Gone node={nodes.get(focus)} />}
      <div className="ex">
        <div className="stage" aria-busy={walk.isFetching || layout.isFetching}>
          {failure ? (
            <ErrorBand
              what="Lineage did not load"
              error={failure}
              retry={() => void (walk.error ? walk.refetch() : layout.refetch())}
            />
          ) : data?.nodes.length === 0 ? (
            <Empty title="Nothing known about this one at that time.">
              It may not have existed yet, or you may not see it.
            </Empty>
          ) : map && layout.data ? (
            <Canvas
              map={map}
              layout={layout.data}
              focus={focus}
              picked={picked}
              zoom={zoom}
              onPick={setPicked}
              onCentre={centre}
              onExpand={(ref) => onChange(expand(state, ref))}
            />
          ) : (
            <p className="loading" role="status">
              Drawing the lines
            </p>
          )}
        </div>
        <TimeBar state={state} onChange={change} />
        <aside aria-label="Lineage as a list">
          {data && map && (
            <Twin {...{ walk: data, map, nodes, focus, picked, onCentre }} onPick={setPicked} />
          )}
        </aside>
      </div>
    </div>
  );
}

interface TwinProps {
  walk: Walk;
  map: LineageMap;
  nodes: Map<string, WalkNode>;
  focus: string;
  picked: Picked;
  onPick: (picked: Picked) => void;
  onCentre: (ref: string) => void;
}

function Twin({ walk, nodes, ...rest }: TwinProps) {
  const centreKey = (key: string) => {
    const ref = nodes.get(key)?.entity?.ref;
    if (ref) rest.onCentre(ref);
  };
  return (
    <>
      <Detail nodes={nodes} {...rest} />
      <header>
        <h2>Same, as a list</h2>
        <span className="mute">
          {plural(walk.nodes.length, 'row')}
          {walk.hiddenCount > 0 && `, ${count(walk.hiddenCount)} hidden`}
        </span>
      </header>
      <ListTwin walk={walk} {...rest} onCentre={centreKey} />
    </>
  );
}
