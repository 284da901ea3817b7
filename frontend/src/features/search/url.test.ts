import { describe, expect, it } from 'vitest';
import { readSearch, toFilter, toggleFacet, toOrder, writeSearch } from './url';

const read = (query: string) => readSearch(new URLSearchParams(query));

describe('search URL', () => {
  it('survives a round trip, values with commas too', () => {
    const query = 'q=a+b&kind=dataset&kind=job&owner=x&tag=x%2Cy&below=yes&sort=updated&after=abc';
    expect(writeSearch(read(query)).toString()).toBe(query);
  });

  it('ignores what it does not know', () => {
    expect(writeSearch(read('sort=magic&utm=1&kind=&below=yes')).toString()).toBe('');
  });

  it('starts over at the first page when a facet changes', () => {
    const on = toggleFacet(read('q=x&after=abc'), 'kind', 'job');
    expect(writeSearch(on).toString()).toBe('q=x&kind=job');
    expect(writeSearch(toggleFacet(on, 'kind', 'job')).toString()).toBe('q=x');
  });
});

describe('search filter', () => {
  it('is null without facets', () => expect(toFilter(read('q=x'))).toBeNull());

  it('maps each facet to its part of the contract', () => {
    expect(
      toFilter(
        read(
          'kind=dataset&kind=nonsense&platform=bigquery&owner=group:default/a&tag=t&term=glossaryterm:default/x&lifecycle=production&system=system:default/s&type=view&domain=domain:default/d&existence=dropped&existence=x',
        ),
      ),
    ).toEqual({
      kinds: ['DATASET'],
      platforms: ['bigquery'],
      owners: ['group:default/a'],
      tags: ['t'],
      glossaryTerms: ['glossaryterm:default/x'],
      lifecycles: ['production'],
      systems: ['system:default/s'],
      types: ['view'],
      domains: ['domain:default/d'],
      existence: ['DROPPED'],
    });
  });

  it('counts what teams below own when told', () => {
    expect(toFilter(read('owner=group:default/a&below=yes'))).toEqual({
      owners: ['group:default/a'],
      ownersIncludeChildren: true,
    });
    expect(toFilter(read('below=yes'))).toBeNull();
  });

  it('maps what ownership and health say', () => {
    expect(toFilter(read('state=stale&state=orphan&level=gold&freshness=late'))).toEqual({
      ownerStates: ['STALE', 'ORPHAN'],
      levels: ['GOLD'],
      freshness: ['LATE'],
    });
    expect(toFilter(read('state=magic&level=&freshness=x'))).toBeNull();
  });

  it.each([
    ['tier=2', { tier: { eq: 2 } }],
    ['tier=3&tier=2', { tier: { gte: 2, lte: 3 } }],
    ['tier=1&tier=3', { or: [{ tier: { eq: 1 } }, { tier: { eq: 3 } }] }],
    ['tier=x', null],
  ])('%s', (query, filter) => expect(toFilter(read(query))).toEqual(filter));

  it('sorts by relevance unless told', () => {
    expect(toOrder(read(''))).toBeNull();
    expect(toOrder(read('sort=lost'))).toEqual({ by: 'CONDITION_CHANGE', direction: 'ASC' });
    expect(toOrder(read('sort=updated'))).toEqual({ by: 'UPDATED_AT', direction: 'DESC' });
  });
});
