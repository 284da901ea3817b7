import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ErrorBand } from '../../components/states';
import { count, total } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { useHotkeys } from '../../lib/use-hotkey';
import { useTitle } from '../../lib/use-title';
import { Chips } from './Chips';
import { FacetPanel } from './FacetPanel';
import { NoHits } from './NoHits';
import { PAGE, useFacets, useSearch } from './queries';
import { ResultTable, type Hit } from './ResultTable';
import { SearchBox } from './SearchBox';
import { readSearch, toggleFacet, writeSearch, type SearchState } from './url';

/** J and K move a row marker, Enter opens what it stands on. */
function useRowKeys(hits: Hit[] | undefined) {
  const navigate = useNavigate();
  const [marker, setMarker] = useState<{ hits: Hit[] | undefined; row: number }>();
  const last = (hits?.length ?? 0) - 1;
  // Another page starts without a marker.
  const row = marker?.hits === hits ? (marker?.row ?? -1) : -1;
  const setRow = (next: number) => setMarker({ hits, row: next });
  useEffect(() => {
    document.querySelector('.results tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [row]);
  useHotkeys({
    j: () => setRow(Math.min(row + 1, last)),
    k: () => setRow(Math.max(row - 1, 0)),
    Enter: (event) => {
      const hit = hits?.[row];
      // A focused link or button has its own Enter.
      if (hit && event.target === document.body) navigate(entityPath(hit.node.ref));
    },
  });
  return row;
}

function useSearchState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readSearch(params), [params]);
  const change = (next: SearchState, replace = false) => setParams(writeSearch(next), { replace });
  return [state, change] as const;
}

export function SearchPage() {
  const [state, change] = useSearchState();
  const search = useSearch(state);
  const facets = useFacets(state);
  const page = search.data?.entitySearch;
  const row = useRowKeys(page?.edges);
  // Of small screens alone; elsewhere there is room for both.
  const [folded, setFolded] = useState(true);
  const input = useRef<HTMLInputElement>(null);
  useTitle(state.q ? `${state.q}, search` : 'Search');
  useHotkeys({
    '/': (event) => {
      event.preventDefault();
      input.current?.select();
    },
  });
  return (
    <main id="main" tabIndex={-1}>
      <h1 className="vh">Search</h1>
      <SearchBox
        ref={input}
        value={state.q}
        onChange={(q) => change({ ...state, q, after: null }, true)}
        sort={state.sort}
        onSort={(sort) => change({ ...state, sort, after: null })}
      >
        <Chips state={state} facets={facets.data?.entityCount} onChange={change} />
        <span className="res" role="status">
          {page && <Total page={page} />}
        </span>
      </SearchBox>
      <div className="lay">
        <aside className={folded ? 'fac folded' : 'fac'} aria-label="Filters">
          <button
            type="button"
            className="btn s fold"
            aria-expanded={!folded}
            onClick={() => setFolded(!folded)}
          >
            Filters
          </button>
          <FacetPanel
            state={state}
            facets={facets.data?.entityCount}
            error={facets.error}
            retry={() => void facets.refetch()}
            onToggle={(name, value) => change(toggleFacet(state, name, value))}
          />
        </aside>
        <section aria-label="Results">
          {search.error ? (
            <ErrorBand
              what="Search did not work"
              error={search.error}
              retry={() => void search.refetch()}
            />
          ) : (
            <>
              {page?.edges.length === 0 ? (
                <NoHits state={state} facets={facets.data?.entityCount} onChange={change} />
              ) : (
                <ResultTable hits={page?.edges} selected={row} stale={search.isPlaceholderData} />
              )}
              {page && <Pager state={state} page={page} onChange={change} />}
            </>
          )}
        </section>
      </div>
    </main>
  );
}

type Page = NonNullable<ReturnType<typeof useSearch>['data']>['entitySearch'];
type Change = (state: SearchState) => void;

function Total({ page }: { page: Page }) {
  const known = total(page.totalCount, page.totalCountState);
  if (known === null) return <span>not counted</span>;
  return (
    <>
      <b className="m">{known}</b> {page.totalCount === 1 ? 'match' : 'matches'}
    </>
  );
}

function Pager({ state, page, onChange }: { state: SearchState; page: Page; onChange: Change }) {
  const known = total(page.totalCount, page.totalCountState);
  const { hasNextPage, endCursor } = page.pageInfo;
  const go = (after: string | null) => {
    onChange({ ...state, after });
    window.scrollTo({ top: 0 });
  };
  if (page.edges.length === 0 && !state.after) return null;
  return (
    <p className="more">
      <span className="mute">
        {count(page.edges.length)} {known ? `of ${known}` : 'shown'}
      </span>
      {state.after && (
        <button type="button" className="linklike" onClick={() => go(null)}>
          First page
        </button>
      )}
      {hasNextPage && (
        <button type="button" className="linklike" onClick={() => go(endCursor)}>
          Next {PAGE}
        </button>
      )}
    </p>
  );
}
