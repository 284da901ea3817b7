import { Link } from 'react-router';
import { EntityList } from '../../components/EntityList';
import { Empty } from '../../components/states';
import { useEntityList } from '../../lib/use-entity-list';

/** On a term's own page: what has it. */
export function TermHolders({ id }: { id: string }) {
  const holders = useEntityList({ glossaryTerms: [id] });
  return (
    <EntityList
      title="Has this term, worst Condition first"
      query={holders}
      empty={
        <Empty title="Nothing has this term yet.">
          It shows here when a descriptor lists it in spec.glossaryTerms, or a person adds it.
        </Empty>
      }
      end={<Link to={`/search?term=${encodeURIComponent(id)}`}>All, as search</Link>}
    />
  );
}
