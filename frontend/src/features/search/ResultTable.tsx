import type { EntitySearchQuery, OwnerState } from '../../api/generated/graphql';
import { EntityName, RefLink } from '../../components/EntityName';
import { markedWords, Why } from '../../components/Why';
import { Meter } from '../../components/Meter';
import { StatusMark } from '../../components/StatusMark';
import { SkeletonRows } from '../../components/states';
import { Ago, None } from '../../components/Time';
import {
  freshnessStatus,
  isJudged,
  kindOf,
  LATE,
  ownerStatus,
  platformWord,
} from '../../lib/words';

export type Hit = EntitySearchQuery['entitySearch']['edges'][number];

/** Where it lives, else its type, when that says more than the kind above it. */
function underKind({ platform, type, kind }: Hit['node']): string {
  if (platform) return platformWord(platform);
  return type && type.toUpperCase() !== kind ? type : '';
}

/** Settled owners stay quiet; the others are marked. */
function Decided({ state }: { state: OwnerState }) {
  const status = ownerStatus(state);
  return status.tone === 'ok' ? status.word : <StatusMark status={status} />;
}

function Row({ hit, selected }: { hit: Hit; selected: boolean }) {
  const entity = hit.node;
  return (
    <tr className="two" aria-selected={selected}>
      <th scope="row">
        <EntityName entity={entity} words={markedWords(hit.snippet)}>
          <Why hit={hit}>{entity.summary ?? <span className="mute">No description</span>}</Why>
        </EntityName>
      </th>
      <td>
        {kindOf(entity)}
        <small>{underKind(entity)}</small>
      </td>
      <td>
        {entity.owner ? <RefLink link={entity.owner} /> : <None>nobody</None>}
        <small>{entity.ownerState && <Decided state={entity.ownerState} />}</small>
      </td>
      <td className="tier">{entity.tier ?? <None>–</None>}</td>
      <td>
        {isJudged(entity.kind) ? <Meter value={entity.condition} /> : <None>–</None>}
        {LATE.includes(entity.freshness) && (
          <small>
            <StatusMark status={freshnessStatus(entity.freshness)} />
          </small>
        )}
      </td>
      <td className="n">
        {entity.lastArrivalAt ? <Ago at={entity.lastArrivalAt} /> : <None>–</None>}
      </td>
      <td className="n">
        <Ago at={entity.updatedAt} className="m mute" />
      </td>
    </tr>
  );
}

interface Props {
  hits: Hit[] | undefined;
  selected: number;
  stale: boolean;
}

export function ResultTable({ hits, selected, stale }: Props) {
  return (
    <table className="results" aria-busy={stale || !hits}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Accountable</th>
          <th scope="col">Tier</th>
          <th scope="col">Condition</th>
          <th scope="col" className="n">
            Last arrival
          </th>
          <th scope="col" className="n">
            Updated
          </th>
        </tr>
      </thead>
      <tbody>
        {hits ? (
          hits.map((hit, i) => <Row key={hit.node.ref} hit={hit} selected={i === selected} />)
        ) : (
          <SkeletonRows rows={12} columns={7} two />
        )}
      </tbody>
    </table>
  );
}
