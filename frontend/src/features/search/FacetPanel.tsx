import { useState } from 'react';
import type { EntityFacetsQuery, FreshnessState, OwnerState } from '../../api/generated/graphql';
import { ErrorBand } from '../../components/states';
import { count } from '../../lib/format';
import { freshnessStatus, KINDS, kindWord, ownerStatus, platformWord } from '../../lib/words';
import { FACET_FIELDS, FACETS, facetValue, type FacetName, type SearchState } from './url';

export const TITLES: Record<FacetName, string> = {
  kind: 'Kind',
  platform: 'Platform',
  owner: 'Accountable',
  state: 'Owner state',
  freshness: 'Freshness',
  level: 'Level',
  tier: 'Tier',
  tag: 'Tag',
  term: 'Glossary term',
  lifecycle: 'Lifecycle',
  system: 'System',
  type: 'Type',
  domain: 'Domain',
  existence: 'Existence',
};

const SHOWN = 5;

type Facet = EntityFacetsQuery['entityCount'][number];

export function facetTitle(name: FacetName, value: string, title?: string): string {
  if (['kind', 'type', 'lifecycle', 'level', 'existence'].includes(name)) return kindWord(value);
  if (name === 'state') return ownerStatus(value.toUpperCase() as OwnerState).word;
  if (name === 'freshness') return freshnessStatus(value.toUpperCase() as FreshnessState).word;
  if (name === 'platform') return platformWord(title ?? value);
  if (name === 'tier') return `Tier ${value}`;
  return title ?? value.replace(/^[^/]*\//, '');
}

interface GroupProps {
  name: FacetName;
  facet: Facet;
  chosen: string[];
  onToggle: (name: FacetName, value: string) => void;
}

function FacetGroup({ name, facet, chosen, onToggle }: GroupProps) {
  const [all, setAll] = useState(false);
  // A chosen value stays in sight although it now counts little or nothing.
  // A type that is the kind once more says nothing new.
  const values = facet.values
    .map((v) => ({ ...v, value: facetValue(name, v.value) }))
    .filter((v) => name !== 'type' || !KINDS.some((kind) => kind.toLowerCase() === v.value));
  const lost = chosen
    .filter((value) => !values.some((v) => v.value === value))
    .map((value) => ({ value, title: facetTitle(name, value), count: 0 }));
  const rows = [...lost, ...values].filter((v, i) => all || i < SHOWN || chosen.includes(v.value));
  const folded = values.length + lost.length - rows.length;
  if (values.length + lost.length === 0) return null;
  return (
    <fieldset>
      <legend>{TITLES[name]}</legend>
      <ul>
        {rows.map((v) => (
          <li key={v.value}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(v.value)}
                onChange={() => onToggle(name, v.value)}
              />
              <span className="t">
                {name === 'tier' ? v.value : facetTitle(name, v.value, v.title)}
              </span>
              <span className="n">
                {count(v.count)}
                {!facet.exact && v.count > 0 && '+'}
              </span>
            </label>
          </li>
        ))}
        {folded > 0 && (
          <li>
            <button type="button" className="linklike" onClick={() => setAll(true)}>
              {count(folded)} more
            </button>
          </li>
        )}
        {all && facet.moreCount > 0 && (
          <li className="mute">{count(facet.moreCount)} beyond the first 50</li>
        )}
      </ul>
    </fieldset>
  );
}

interface Props {
  state: SearchState;
  facets: Facet[] | undefined;
  error: unknown;
  retry: () => void;
  onToggle: (name: FacetName, value: string) => void;
}

export function FacetPanel({ state, facets, error, retry, onToggle }: Props) {
  if (error) return <ErrorBand what="Filters did not load" error={error} retry={retry} />;
  if (!facets) return <FacetSkeleton />;
  return FACETS.map((name) => {
    const facet = facets.find((f) => f.field === FACET_FIELDS[name]);
    return facet ? (
      <FacetGroup
        key={name}
        name={name}
        facet={facet}
        chosen={state.facets[name]}
        onToggle={onToggle}
      />
    ) : null;
  });
}

function FacetSkeleton() {
  return (['kind', 'platform', 'owner'] as const).map((name) => (
    <fieldset key={name}>
      <legend>{TITLES[name]}</legend>
      <ul aria-hidden="true">
        {[78, 56, 64, 48].map((width) => (
          <li key={width} className="ghost">
            <span className="sk" style={{ width: `${width}%` }} />
          </li>
        ))}
      </ul>
    </fieldset>
  ));
}
