import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { EntityName } from '../../components/EntityName';
import { Empty, ErrorBand, WarnBand } from '../../components/states';
import { count, plural, total } from '../../lib/format';
import { parseRef } from '../../lib/ref';
import { useSize } from '../../lib/use-size';
import { Canvas, type Picked } from './Canvas';
import { Contacts } from './Contacts';
import { Detail } from './Detail';
import { Differences } from './Differences';
import { ImpactList } from './ImpactList';
import { edgeLabel, layoutMap, sizeOf } from './layout';
import { ListTwin } from './ListTwin';
import { buildMap, centreOf, type LineageMap, type MapNode } from './model';
import { pictureOf, waysOf } from './overlay';
import { useDifference, useWalk, useWays, type Walk, type WalkNode } from './queries';
import { ReachStrip } from './Reach';
import { goneOn } from './Station';
import { TimeBar, Toolbar } from './Toolbar';
import { expand, toDifference, toVariables, toWays, type LineageState } from './url';
import { Ways } from './Ways';
import { firstZoom, fit } from './zoom';

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
        ...map.edges.map((edge) => `${edge.id} ${edgeLabel(edge) ?? ''}`),
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
  const ways = useWays(toWays(state, focus));
  const difference = useDifference(toDifference(state, focus));
  const data = walk.data;
  const jobs = state.grain === 'full';
  // The walk is drawn as soon as it is here; what the other two add comes when it comes.
  const paths = useMemo(() => ways.data && waysOf(ways.data, jobs), [ways.data, jobs]);
  const picture = useMemo(
    () => data && pictureOf(data, difference.data, paths),
    [data, difference.data, paths],
  );
  const centre = centreOf(focus, picture?.nodes ?? [], state.open);
  const map = useMemo(() => {
    if (!picture) return null;
    const pinned = [...state.open, ...(picture.lit ?? [])];
    const { nodes, edges, marks } = picture;
    return buildMap(nodes, edges, { focus: centre, pinned, layers: state.layers, marks });
  }, [picture, centre, state.open, state.layers]);
  const nodes = useMemo(() => new Map(picture?.nodes.map((n) => [n.key, n])), [picture]);
  return { walk, ways, paths, difference, picture, centre, map, nodes, layout: useLayout(map) };
}

type Drawn = ReturnType<typeof useMap>;

/** Says of the picture what it does not show by itself. */
function Bands({
  drawn,
  focus,
  state,
  onChange,
  named,
}: Omit<Props, 'onCentre'> & { drawn: Drawn }) {
  const { walk, ways, paths, nodes } = drawn;
  const change = (next: Partial<LineageState>) => onChange({ ...state, ...next });
  return (
    <>
      {walk.data && <Truncated walk={walk.data} />}
      {named && !state.asof && <Gone node={nodes.get(focus)} />}
      {state.to && <Ways {...{ ways, paths, state, nodes }} onChange={change} />}
    </>
  );
}

interface StageProps extends Pick<Props, 'state' | 'onChange' | 'onCentre'> {
  drawn: Drawn;
  picked: Picked;
  zoom: number;
  onPick: (picked: Picked) => void;
}

function Stage({ drawn, state, onChange, onCentre, ...rest }: StageProps) {
  const { walk, picture, map, layout, centre } = drawn;
  const onItem = (item: MapNode) => {
    if (item.shape === 'group') onChange({ ...state, layers: [...state.layers, item.hop] });
    else if (item.node?.entity) onCentre(item.node.entity.ref);
  };
  const failure = walk.error ?? layout.error;
  if (failure) {
    return (
      <ErrorBand
        what="Lineage did not load"
        error={failure}
        retry={() => void (walk.error ? walk.refetch() : layout.refetch())}
      />
    );
  }
  if (picture?.nodes.length === 0) {
    return (
      <Empty title="Nothing known about this one at that time.">
        It may not have existed yet, or you may not see it.
      </Empty>
    );
  }
  if (!map || !layout.data) {
    return (
      <p className="loading" role="status">
        Drawing the lines
      </p>
    );
  }
  return (
    <Canvas
      map={map}
      layout={layout.data}
      focus={centre}
      lit={picture?.lit ?? null}
      onCentre={onItem}
      onExpand={(ref) => onChange(expand(state, ref))}
      {...rest}
    />
  );
}

/** What a ref itself says, while nobody sent a title: at the levels of groups the focus is not drawn. */
function namedBy(ref: string) {
  const parts = parseRef(ref);
  return { ref, title: parts?.name ?? ref, namespace: parts?.namespace ?? '' };
}

export function Explorer(props: Props) {
  const { focus, state, onChange, onCentre, named = false } = props;
  const drawn = useMap(focus, state);
  const { nodes, map } = drawn;
  const [picked, setPicked] = useState<Picked>(null);
  const [view, size] = useSize<HTMLDivElement>({ width: 0, height: 0 });
  const [chosen, setZoom] = useState<number | null>(null);
  const whole = fit(drawn.layout.data, size);
  const zoom = chosen ?? firstZoom(whole);
  const change = (next: Partial<LineageState>) => onChange({ ...state, ...next });
  const entity = nodes.get(focus)?.entity ?? namedBy(focus);
  const onMap = state.show === 'map';
  return (
    <div className="explorer">
      <Toolbar
        state={state}
        onChange={change}
        {...{ zoom, whole }}
        onZoom={setZoom}
        name={named && <EntityName entity={entity} />}
        drawn={map && `${count(map.nodes.length)} drawn`}
      />
      <ReachStrip focus={focus} state={state} onChange={change} />
      {onMap && <Bands {...props} named={named} drawn={drawn} />}
      <div className={onMap ? 'ex' : 'ex alone'}>
        {onMap ? (
          <div
            ref={view}
            className="stage"
            aria-busy={drawn.walk.isFetching || drawn.layout.isFetching}
          >
            <Stage {...{ drawn, state, onChange, onCentre, picked, zoom }} onPick={setPicked} />
          </div>
        ) : (
          <div className="stage rowsonly">
            {state.show === 'impact' ? (
              <ImpactList focus={focus} state={state} />
            ) : (
              <Contacts focus={entity} state={state} />
            )}
          </div>
        )}
        <TimeBar state={state} onChange={change} />
        {onMap && (
          <aside aria-label="Lineage as a list">
            <Twin {...{ drawn, state, picked, onCentre }} onPick={setPicked} />
          </aside>
        )}
      </div>
    </div>
  );
}

interface TwinProps {
  drawn: Drawn;
  state: LineageState;
  picked: Picked;
  onPick: (picked: Picked) => void;
  onCentre: (ref: string) => void;
}

function Twin({ drawn, state, picked, onPick, onCentre }: TwinProps) {
  const { picture, map, nodes, centre, difference } = drawn;
  if (!picture || !map) return null;
  const centreKey = (key: string) => {
    const ref = nodes.get(key)?.entity?.ref;
    if (ref) onCentre(ref);
  };
  const hidden = picture.nodes.filter((node) => node.hidden).length;
  return (
    <>
      <Detail {...{ nodes, map, picked, onPick, onCentre, state }} focus={centre} />
      {state.than && <Differences {...{ difference, map, nodes, onPick }} />}
      <header>
        <h2>Same, as a list</h2>
        <span className="mute">
          {plural(picture.nodes.length, 'row')}
          {hidden > 0 && `, ${count(hidden)} hidden`}
        </span>
      </header>
      <ListTwin {...{ walk: picture, map, picked, onPick }} focus={centre} onCentre={centreKey} />
    </>
  );
}
