import { Link } from 'react-router';
import { OwnerChange } from '../../components/OwnerChange';
import { SkeletonRows } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At, None } from '../../components/Time';
import { entityPath, parseRef } from '../../lib/ref';
import { stemWord } from '../../lib/words';
import type { Line } from './queries';

function Target({ target }: { target: string | null }) {
  if (!target) return <None>–</None>;
  if (!parseRef(target)) return <code className="wrap">{target}</code>;
  return (
    <Link className="q wrap" to={entityPath(target)}>
      <code>{target}</code>
    </Link>
  );
}

interface Props {
  lines: readonly Line[] | undefined;
  change: string | null;
  onChange: (id: string | null) => void;
}

function Row({ line, change, onChange }: { line: Line } & Omit<Props, 'lines'>) {
  const open = line.changeSetId !== null && line.changeSetId === change;
  return (
    <tr aria-selected={open}>
      <td>
        <At at={line.at} />
      </td>
      <th scope="row">
        {line.by}
        <small>{line.door.toLowerCase()}</small>
      </th>
      <td>
        {stemWord(line.action)}
        {line.reason && <small className="wrap">{line.reason}</small>}
      </td>
      <td>
        <Target target={line.target} />
      </td>
      <td>
        <StatusMark
          status={
            line.allowed ? { tone: 'ok', word: 'Allowed' } : { tone: 'fail', word: 'Refused' }
          }
        />
      </td>
      <td className="val">
        {line.before !== null || line.after !== null ? (
          <OwnerChange before={line.before} after={line.after} />
        ) : (
          <None>–</None>
        )}
      </td>
      <td>
        {line.changeSetId ? (
          <button
            type="button"
            className="linklike"
            aria-expanded={open}
            aria-controls="change-panel"
            onClick={() => onChange(open ? null : line.changeSetId)}
          >
            Change set
          </button>
        ) : (
          <None>–</None>
        )}
      </td>
    </tr>
  );
}

const HEADS = ['When', 'Who', 'Did what', 'On what', 'Allowed', 'Before and after', 'Part of'];

export function AuditTable({ lines, change, onChange }: Props) {
  return (
    <table className="aud" aria-busy={!lines}>
      <thead>
        <tr>
          {HEADS.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines ? (
          lines.map((line) => <Row key={line.id} line={line} change={change} onChange={onChange} />)
        ) : (
          <SkeletonRows rows={8} columns={7} two />
        )}
      </tbody>
    </table>
  );
}
