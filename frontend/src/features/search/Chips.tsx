import type { EntityFacetsQuery } from '../../api/generated/graphql';
import { facetTitle } from './FacetPanel';
import {
  FACET_FIELDS,
  FACETS,
  facetValue,
  toggleFacet,
  type FacetName,
  type SearchState,
} from './url';

/** Alone, the word of a level or of a state does not say what it is about. */
function chipTitle(name: FacetName, value: string, known?: string): string {
  const title = facetTitle(name, value, known);
  if (name === 'level') return `Level ${title}`;
  return name === 'state' ? `Owner ${title}` : title;
}

function Chip({ title, onRemove }: { title: string; onRemove: () => void }) {
  return (
    <span className="chip">
      {title}
      <button type="button" className="x" aria-label={`Remove filter ${title}`} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}

interface Props {
  state: SearchState;
  facets: EntityFacetsQuery['entityCount'] | undefined;
  onChange: (state: SearchState) => void;
}

/** What narrows the list, each removable; titles come from the counts when they know them. */
export function Chips({ state, facets, onChange }: Props) {
  const chosen = FACETS.flatMap((name) =>
    state.facets[name].map((value) => {
      const values = facets?.find((f) => f.field === FACET_FIELDS[name])?.values;
      const known = values?.find((v) => facetValue(name, v.value) === value);
      const title = chipTitle(name, value, known?.title);
      return (
        <Chip
          key={`${name}=${value}`}
          title={title}
          onRemove={() => onChange(toggleFacet(state, name, value))}
        />
      );
    }),
  );
  if (!state.below || state.facets.owner.length === 0) return chosen;
  return [
    ...chosen,
    <Chip
      key="below"
      title="With teams below"
      onRemove={() => onChange({ ...state, below: false, after: null })}
    />,
  ];
}
