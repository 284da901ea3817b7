import { FacetBodies } from '../../components/FacetBodies';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { count } from '../../lib/format';
import { useSaid } from './queries';

/** The latest instance of each OpenLineage facet; nothing for those who may not read events. */
export function SaidFacets({ id }: { id: string }) {
  const said = useSaid(id);
  if (said.error) {
    return (
      <ErrorBand
        what="What producers say did not load"
        error={said.error}
        retry={() => void said.refetch()}
      />
    );
  }
  const names = Object.keys(said.data ?? {});
  if (names.length === 0) return null;
  return (
    <Section title="What producers say" count={count(names.length)}>
      <FacetBodies facets={said.data} />
    </Section>
  );
}
