import type { FreshnessState, Level, OwnerState } from '../api/generated/graphql';
import { freshnessStatus } from '../lib/words';
import { EntityName } from './EntityName';
import { OwnerWord } from './EntityStates';
import { LevelMark, Meter } from './Meter';
import { SkeletonRows } from './states';
import { StatusMark } from './StatusMark';
import { None } from './Time';

export interface Row {
  ref: string;
  title: string;
  namespace: string;
  tier: number | null;
  level: Level;
  condition: number | null;
  care: number | null;
  freshness: FreshnessState;
  ownerState: OwnerState | null;
}

/** Entities with what health and ownership say of each, one to a line. */
export function EntityTable({ rows, label }: { rows: Row[] | undefined; label: string }) {
  return (
    <table className="etab" aria-label={label} aria-busy={!rows}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Tier</th>
          <th scope="col">Condition</th>
          <th scope="col">Care</th>
          <th scope="col">Level</th>
          <th scope="col">State</th>
          <th scope="col">Ownership</th>
        </tr>
      </thead>
      <tbody>
        {rows ? (
          rows.map((row) => (
            <tr key={row.ref}>
              <th scope="row">
                <EntityName entity={row} />
              </th>
              <td className="tier">{row.tier ?? <None>–</None>}</td>
              <td>
                <Meter value={row.condition} />
              </td>
              <td>
                <Meter value={row.care} of="Care" />
              </td>
              <td>
                <LevelMark level={row.level} />
              </td>
              <td>
                <StatusMark status={freshnessStatus(row.freshness)} />
              </td>
              <td>
                <OwnerWord state={row.ownerState} />
              </td>
            </tr>
          ))
        ) : (
          <SkeletonRows rows={6} columns={7} />
        )}
      </tbody>
    </table>
  );
}
