import { useRef, type KeyboardEvent } from 'react';
import { StatusMark } from '../../components/StatusMark';
import { ago, count } from '../../lib/format';
import { splitName } from '../../lib/ref';
import { useNow } from '../../lib/use-now';
import { kindWord } from '../../lib/words';
import type { Picked } from './Canvas';
import { hopTitle, neighbour, signedHops, type Arrow, type LineageMap } from './model';
import type { Walk, WalkNode } from './queries';
import { isStanding, statusAt, statusOf } from './Station';

interface Props {
  walk: Pick<Walk, 'nodes' | 'edges'>;
  map: LineageMap;
  focus: string;
  picked: Picked;
  onPick: (picked: Picked) => void;
  onCentre: (ref: string) => void;
}

function byHop(walk: Props['walk'], focus: string): [number, WalkNode[]][] {
  const hops = signedHops(focus, walk.edges);
  const rows = new Map<number, WalkNode[]>();
  for (const node of walk.nodes) {
    const hop = hops.get(node.key) ?? node.hop;
    rows.set(hop, [...(rows.get(hop) ?? []), node]);
  }
  return [...rows].sort(([a], [b]) => a - b);
}

function NodeRow({
  node,
  selected,
  tabIndex,
}: {
  node: WalkNode;
  selected: boolean;
  tabIndex: number;
}) {
  const now = useNow();
  const status = statusOf(node);
  const at = statusAt(node);
  const name = node.entity ? splitName(node.entity.title).loud : 'Hidden';
  const about = node.entity?.owner?.title ?? node.entity?.platform ?? '';
  return (
    <tr
      data-key={node.key}
      aria-level={2}
      aria-selected={selected}
      tabIndex={tabIndex}
      title={node.entity?.ref}
    >
      <th scope="row">
        {name}
        <small>
          {kindWord(node.kind)}
          {about && `, ${about}`}
        </small>
      </th>
      <td className="n">
        {!isStanding(node) && <StatusMark status={status} />}
        {at && <small>{ago(at, now)}</small>}
      </td>
    </tr>
  );
}

/** The same facts as rows: what a screen reader reads, and what a narrow screen shows. */
export function ListTwin({ walk, map, focus, picked, onPick, onCentre }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const groups = byHop(walk, focus);
  const order = groups.flatMap(([, nodes]) => nodes.map((node) => node.key));
  const active = picked?.type === 'node' && order.includes(picked.id) ? picked.id : focus;

  const move = (key: string | null | undefined) => {
    if (!key) return;
    onPick({ type: 'node', id: key });
    const rows = [...(table.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    rows.find((row) => row.dataset['key'] === key)?.focus();
  };
  const rowKey = (target: EventTarget) =>
    (target as Element).closest<HTMLElement>('[data-key]')?.dataset['key'];
  const onKeyDown = (event: KeyboardEvent) => {
    const key = rowKey(event.target);
    if (!key) return;
    const at = order.indexOf(key);
    if (event.key === 'ArrowDown') move(order[at + 1]);
    else if (event.key === 'ArrowUp') move(order[at - 1]);
    else if (event.key === 'Enter') onCentre(key);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const next = neighbour(map, key, event.key as Arrow);
      if (next && order.includes(next)) move(next);
    } else return;
    event.preventDefault();
  };
  return (
    <table
      ref={table}
      className="twin"
      role="treegrid"
      aria-label="Lineage by hop; left and right follow lines, Enter centres"
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const key = rowKey(event.target);
        if (key) onPick({ type: 'node', id: key });
      }}
    >
      {groups.map(([hop, nodes]) => (
        <tbody key={hop}>
          <tr className="hop" aria-level={1}>
            <th colSpan={2} scope="rowgroup">
              {hopTitle(hop)}
              {nodes.length > 1 && `, ${count(nodes.length)}`}
            </th>
          </tr>
          {nodes.map((node) => (
            <NodeRow
              key={node.key}
              node={node}
              selected={picked?.type === 'node' && picked.id === node.key}
              tabIndex={node.key === active ? 0 : -1}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}
