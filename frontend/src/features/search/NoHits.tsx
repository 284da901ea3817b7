import type { EntityFacetsQuery } from '../../api/generated/graphql';
import { Empty } from '../../components/states';
import { TITLES } from './FacetPanel';
import { FACET_FIELDS, FACETS, readSearch, type FacetName, type SearchState } from './url';

type Facets = EntityFacetsQuery['entityCount'] | undefined;

/** A facet is not filtered by itself: what it counts would be found without it. */
function findsWithout(name: FacetName, facets: Facets): boolean {
  const facet = facets?.find((f) => f.field === FACET_FIELDS[name]);
  return facet?.values.some((value) => value.count > 0) ?? false;
}

interface Props {
  state: SearchState;
  facets: Facets;
  onChange: (state: SearchState) => void;
}

/** Nothing was found: which filter to take off, or which words to try alone. */
export function NoHits({ state, facets, onChange }: Props) {
  const filters = FACETS.filter((name) => state.facets[name].length > 0);
  const loose = filters.filter((name) => findsWithout(name, facets));
  const words = state.q.split(/\s+/).filter(Boolean);
  const cleared = readSearch(new URLSearchParams(state.q ? { q: state.q } : {}));
  const without = (name: FacetName) => {
    onChange({ ...state, facets: { ...state.facets, [name]: [] }, after: null });
  };
  return (
    <div className="nohits">
      <Empty title={state.q ? `Nothing matches “${state.q}”.` : 'Nothing here yet.'}>
        {hint(filters.length, loose.length, words.length)}
      </Empty>
      <p className="loosen">
        {loose.map((name) => (
          <button key={name} type="button" className="btn s" onClick={() => without(name)}>
            Without {TITLES[name].toLowerCase()}
          </button>
        ))}
        {filters.length > 0 && (
          <button type="button" className="btn s" onClick={() => onChange(cleared)}>
            Clear the filters
          </button>
        )}
        {words.length > 1 &&
          [...new Set(words)].slice(0, 5).map((word) => (
            <button
              key={word}
              type="button"
              className="btn s"
              onClick={() => onChange({ ...state, q: word, after: null })}
            >
              Only “{word}”
            </button>
          ))}
      </p>
    </div>
  );
}

function hint(filters: number, loose: number, words: number): string {
  if (loose > 0) return 'The filters hide it: without one of these there is something.';
  if (filters > 0) return 'The filters may hide it.';
  if (words > 1) return 'All words must be found; fewer may find it.';
  return words === 1
    ? 'Nothing is spelled like it either. Try a part of the name, or a column.'
    : 'Entities appear when a source has been read.';
}
