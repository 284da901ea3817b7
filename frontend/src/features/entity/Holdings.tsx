import { Link } from 'react-router';
import type { EntityFilter } from '../../api/generated/graphql';
import { EntityList } from '../../components/EntityList';
import { Empty } from '../../components/states';
import { useEntityList } from '../../lib/use-entity-list';
import type { Head } from './queries';

function List({ entity, filter }: { entity: Head; filter: EntityFilter }) {
  const parts = useEntityList(filter);
  const kind = entity.kind.toLowerCase();
  return (
    <EntityList
      title="Parts, worst Condition first"
      query={parts}
      empty={
        <Empty title="Nothing is in it yet.">
          It shows here when a descriptor names it in spec.{kind}.
        </Empty>
      }
      end={<Link to={`/search?${kind}=${encodeURIComponent(entity.ref)}`}>All, as search</Link>}
    />
  );
}

/** What is in a system or a domain; other kinds hold nothing. */
export function Holdings({ entity }: { entity: Head }) {
  if (entity.kind === 'SYSTEM') return <List entity={entity} filter={{ systems: [entity.ref] }} />;
  if (entity.kind === 'DOMAIN') return <List entity={entity} filter={{ domains: [entity.ref] }} />;
  return null;
}
