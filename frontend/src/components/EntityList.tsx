import type { ReactNode } from 'react';
import { total } from '../lib/format';
import type { EntityListing } from '../lib/use-entity-list';
import { EntityTable } from './EntityTable';
import { Section } from './Section';
import { ErrorBand } from './states';

interface Props {
  title: string;
  query: EntityListing;
  /** What shows where nothing is found. */
  empty: ReactNode;
  end?: ReactNode;
}

/** A section of entities with their states, page by page. */
export function EntityList({ title, query, empty, end }: Props) {
  const first = query.data?.pages[0]?.entitySearch;
  const known = first && total(first.totalCount, first.totalCountState);
  const rows = query.data?.pages.flatMap((page) => page.entitySearch.nodes);
  return (
    <Section title={title} count={known} end={end}>
      {query.error && (
        <ErrorBand
          what="The list did not load"
          error={query.error}
          retry={() => void query.refetch()}
        />
      )}
      {rows?.length === 0 && empty}
      {rows?.length !== 0 && !query.error && (
        <div className="scroll">
          <EntityTable rows={rows} label={title} />
        </div>
      )}
      {query.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void query.fetchNextPage()}>
            Next 25
          </button>
        </p>
      )}
    </Section>
  );
}
