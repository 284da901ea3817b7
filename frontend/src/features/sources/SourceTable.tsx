import { SkeletonRows } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Ago, At, None } from '../../components/Time';
import { count, duration } from '../../lib/format';
import { sourceStatus, syncStatus } from '../../lib/words';
import type { Source } from './queries';

interface Props {
  sources: Source[] | undefined;
  selected: string | null;
  onSelect: (key: string | null) => void;
}

const zeroMute = (value: number) => (value === 0 ? 'n mute' : 'n');

function Changes({ source }: { source: Source }) {
  const plan = source.lastSync?.plan;
  if (!plan) {
    return Array.from({ length: 4 }, (_, i) => (
      <td key={i} className="n mute">
        –
      </td>
    ));
  }
  return [plan.createCount, plan.updateCount, plan.deleteCount, plan.sameCount].map((value, i) => (
    <td key={i} className={zeroMute(value)}>
      {count(value)}
    </td>
  ));
}

function Row({ source, selected, onSelect }: { source: Source } & Omit<Props, 'sources'>) {
  const open = source.key === selected;
  return (
    <tr aria-selected={open}>
      <th scope="row">
        <button
          type="button"
          className="linklike strong"
          aria-expanded={open}
          aria-controls="source-panel"
          onClick={() => onSelect(open ? null : source.key)}
        >
          {source.key}
        </button>
      </th>
      <td>{source.kind}</td>
      <td className="m mute nw">
        {source.intervalSeconds === null ? 'push' : duration(source.intervalSeconds)}
      </td>
      <td>
        <StatusMark status={sourceStatus(source.state)} />
        {source.state === 'BACKING_OFF' && source.nextSyncAt && (
          <small className="mute">
            {' '}
            next try <At at={source.nextSyncAt} />
          </small>
        )}
      </td>
      <td className="n">
        {source.heartbeatAt ? <Ago at={source.heartbeatAt} /> : <None>never</None>}
      </td>
      <td className="n">{count(source.entityCount)}</td>
      <td className={zeroMute(source.issueCount)}>{count(source.issueCount)}</td>
      <td className="sync">
        {source.lastSync ? (
          <>
            <StatusMark status={syncStatus(source.lastSync.state)} />{' '}
            <Ago at={source.lastSync.endedAt ?? source.lastSync.startedAt} className="m mute" />
          </>
        ) : (
          <None>none yet</None>
        )}
      </td>
      <Changes source={source} />
    </tr>
  );
}

const NUMBERS = ['Created', 'Updated', 'Deleted', 'Same'];

export function SourceTable({ sources, selected, onSelect }: Props) {
  return (
    <table className="sy" aria-busy={!sources}>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Kind</th>
          <th scope="col">Every</th>
          <th scope="col">State</th>
          <th scope="col" className="n">
            Heartbeat
          </th>
          <th scope="col" className="n">
            Entities
          </th>
          <th scope="col" className="n">
            Issues
          </th>
          <th scope="col" className="sync">
            Last sync
          </th>
          {NUMBERS.map((title) => (
            <th key={title} scope="col" className="n">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sources ? (
          sources.map((source) => (
            <Row key={source.key} source={source} selected={selected} onSelect={onSelect} />
          ))
        ) : (
          <SkeletonRows rows={6} columns={12} />
        )}
      </tbody>
    </table>
  );
}
