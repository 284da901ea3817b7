import { count } from '../../lib/format';
import { SkeletonRows } from '../../components/states';
import { ColumnDescription, EditableDescription } from './ColumnDescription';
import { nest } from './tree';
import type { Column, Dataset } from './queries';

type Select = (path: string) => void;

interface RowProps {
  column: Column;
  known: Set<string>;
  selected: boolean;
  onSelect: Select | undefined;
  dataset: Dataset | null;
}

function Row({ column, known, selected, onSelect, dataset }: RowProps) {
  const { depth, label } = nest(column.path, known);
  return (
    <tr aria-selected={selected}>
      <th scope="row" style={{ paddingLeft: depth * 18 }} title={column.path}>
        {onSelect ? (
          <button type="button" className="linklike" onClick={() => onSelect(column.path)}>
            <code className={depth > 0 ? 'nested' : ''}>{label}</code>
          </button>
        ) : (
          <code className={depth > 0 ? 'nested' : ''}>{label}</code>
        )}
        {column.tags.map((tag) => (
          <span key={tag} className="chip">
            {tag}
          </span>
        ))}
      </th>
      <td className="m mute nw">
        {column.type}
        {column.nullable === false && <span title="may not be null"> required</span>}
      </td>
      <td className="sub desc">
        {dataset ? (
          <EditableDescription column={column} dataset={dataset} />
        ) : (
          <ColumnDescription column={column} />
        )}
      </td>
      <td className="n">{count(column.upstreamCount)}</td>
      <td className="n">{count(column.downstreamCount)}</td>
    </tr>
  );
}

/** `columns` undefined while loading. */
export function ColumnTable({
  columns,
  rows = 8,
  selected = null,
  onSelect,
  dataset = null,
}: {
  columns: Column[] | undefined;
  rows?: number;
  selected?: string | null;
  /** Makes the names buttons. */
  onSelect?: Select;
  /** Makes the descriptions editable. */
  dataset?: Dataset | null;
}) {
  const known = new Set(columns?.map((column) => column.path));
  return (
    <table className="columns" aria-busy={!columns}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Type</th>
          <th scope="col" className="desc">
            Description
          </th>
          <th scope="col" className="n" title="Direct upstream columns">
            Up
          </th>
          <th scope="col" className="n" title="Direct downstream columns">
            Down
          </th>
        </tr>
      </thead>
      <tbody>
        {columns ? (
          columns.map((column) => (
            <Row
              key={column.path}
              column={column}
              known={known}
              selected={column.path === selected}
              onSelect={onSelect}
              dataset={dataset}
            />
          ))
        ) : (
          <SkeletonRows rows={rows} columns={5} />
        )}
      </tbody>
    </table>
  );
}
