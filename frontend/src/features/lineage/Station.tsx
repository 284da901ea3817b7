import type { CSSProperties, KeyboardEvent } from 'react';
import type { Kind } from '../../api/generated/graphql';
import { Spine } from '../../components/Spine';
import { Shape, StatusMark } from '../../components/StatusMark';
import { ago, count, shortTime } from '../../lib/format';
import { nameOf } from '../../lib/ref';
import { useNow } from '../../lib/use-now';
import { goneWord, kindWord, nodeStatus, type Status, type Tone } from '../../lib/words';
import type { MapNode } from './model';
import { jobLabel } from './layout';
import type { WalkNode } from './queries';

const STANDING: Kind[] = ['SYSTEM', 'DOMAIN', 'TEAM', 'PERSON'];

/** It stands for what is in it, and has no state of its own. */
export const isStanding = (node: WalkNode) => STANDING.includes(node.kind);

export function statusOf(node: WalkNode): Status {
  if (!node.entity) return { tone: 'none', word: 'Hidden' };
  if (node.gone) return { tone: 'none', word: goneWord(node.entity.existenceState) };
  if (node.stub) return { tone: 'none', word: 'Name only' };
  return nodeStatus(node.lastRunState, node.entity?.lastArrivalAt != null);
}

/** When that was: what is gone tells when it went. */
export function statusAt(node: WalkNode): string | null {
  const { entity } = node;
  return entity?.goneAt ?? node.lastRunAt ?? entity?.lastArrivalAt ?? null;
}

/** "Dropped 3 Mar, 06:00"; nothing of what is there. */
export function goneOn({ gone, entity }: WalkNode): string | null {
  if (!gone || !entity?.goneAt) return null;
  return `${goneWord(entity.existenceState)} ${shortTime(entity.goneAt)}`;
}

export interface PartProps {
  item: MapNode;
  className: string;
  style: CSSProperties;
  focus: boolean;
  selected: boolean;
  tabIndex: number;
  onSelect: (id: string) => void;
  onCentre: (item: MapNode) => void;
  onKey: (event: KeyboardEvent, item: MapNode) => void;
}

function useStatusText(node: WalkNode): { status: Status; text: string } {
  const now = useNow();
  const status = statusOf(node);
  const at = statusAt(node);
  return { status, text: at ? `${status.word} ${ago(at, now)}` : status.word };
}

function shared({ item, style, selected, tabIndex, onSelect, onCentre, onKey }: PartProps) {
  return {
    type: 'button' as const,
    style,
    tabIndex,
    'data-node': item.id,
    'aria-pressed': selected,
    onClick: () => onSelect(item.id),
    onDoubleClick: () => onCentre(item),
    onKeyDown: (event: KeyboardEvent) => onKey(event, item),
  };
}

function Plate({ node, ...props }: PartProps & { node: WalkNode }) {
  const { status, text } = useStatusText(node);
  const entity = node.entity;
  if (!entity) return null;
  const { quiet, loud } = nameOf(entity);
  const state = props.focus ? 'focus' : props.selected ? 'on' : '';
  return (
    <button
      {...shared(props)}
      className={`node ${state} ${node.stub ? 'ref-only' : ''} ${props.className}`}
    >
      <Spine id={entity.ref} height={60} />
      <span className="r1">
        <span>{quiet.replace(/[./]$/, '') || kindWord(node.kind)}</span>{' '}
        <span>{entity.tier && `T${entity.tier}`}</span>{' '}
      </span>
      <span className="h">{loud}</span>{' '}
      <span className="r2">
        {isStanding(node) ? (
          <span className="mute">{entity.owner?.title}</span>
        ) : (
          <StatusMark status={status}>{text}</StatusMark>
        )}
      </span>
      <span className="vh">, {kindWord(node.kind).toLowerCase()}</span>
    </button>
  );
}

/** Jobs are names on the line, on a paper ground. */
function JobName({ node, ...props }: PartProps & { node: WalkNode }) {
  const status = statusOf(node);
  const state = props.focus ? 'focus' : props.selected ? 'on' : '';
  return (
    <button
      {...shared(props)}
      className={`job ${state} ${props.className}`}
      title={node.entity?.title}
    >
      {node.lastRunState && (
        <span className={`st ${status.tone === 'run' ? 'none' : status.tone}`}>
          <Shape tone={status.tone} />
        </span>
      )}
      {jobLabel(node.entity?.title ?? '')}
      <span className="vh">, job, {status.word}</span>
    </button>
  );
}

const TONES: [Tone, string][] = [
  ['fail', 'failed'],
  ['warn', 'aborted'],
  ['run', 'running'],
  ['ok', 'good'],
  ['none', 'without data'],
];

function Group(props: PartProps) {
  const { members } = props.item;
  const jobs = members.filter((node) => node.kind === 'JOB').length;
  const what = jobs === members.length ? 'jobs' : jobs === 0 ? 'stations' : 'stations and jobs';
  const tones = TONES.map(([tone, word]) => ({
    tone,
    word,
    n: members.filter((node) => statusOf(node).tone === tone).length,
  })).filter(({ n }) => n > 0);
  return (
    <button
      {...shared(props)}
      className={`node group ${props.selected ? 'on' : ''} ${props.className}`}
      onClick={() => props.onCentre(props.item)}
    >
      <span className="h">
        {count(members.length)} more <span className="mute">{what}</span>
      </span>{' '}
      <span className="r2">
        {tones.map(({ tone, word, n }) => (
          <span key={tone} className={`st ${tone === 'run' ? 'none' : tone}`}>
            <Shape tone={tone} />
            <span className="m">{count(n)}</span>
            <span className="vh"> {word} </span>
          </span>
        ))}
      </span>
    </button>
  );
}

function Hidden(props: PartProps & { node: WalkNode }) {
  return (
    <button
      {...shared(props)}
      className={`node hidden-node ${props.selected ? 'on' : ''} ${props.className}`}
    >
      <span className="r1">{kindWord(props.node.kind)}</span> <span className="h">Hidden</span>{' '}
      <span className="r2 mute">You may not see this one</span>
    </button>
  );
}

export function MapPart(props: PartProps) {
  const { shape, node } = props.item;
  if (shape === 'group' || !node) return <Group {...props} />;
  if (shape === 'hidden') return <Hidden {...props} node={node} />;
  return shape === 'job' ? <JobName {...props} node={node} /> : <Plate {...props} node={node} />;
}
