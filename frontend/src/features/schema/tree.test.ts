import { describe, expect, it } from 'vitest';
import { filterColumns, nest } from './tree';

const field = (path: string, type = 'STRING', nullable: boolean | null = null) => ({
  path,
  type,
  nullable,
  description: null,
});

describe('nested columns', () => {
  const known = new Set(['hold', 'hold.reason', 'hold.reason.code', 'a.b']);

  it('hang below the nearest parent that exists', () => {
    expect(nest('hold.reason.code', known)).toEqual({ depth: 2, label: 'code' });
    expect(nest('hold.x.y', known)).toEqual({ depth: 1, label: 'x.y' });
    expect(nest('a.b', known)).toEqual({ depth: 0, label: 'a.b' });
  });

  it('keep their parents when filtered', () => {
    const columns = [field('hold', 'STRUCT'), field('hold.reason'), field('other', 'DATE')];
    expect(filterColumns(columns, 'REASON').map((c) => c.path)).toEqual(['hold', 'hold.reason']);
    expect(filterColumns(columns, 'date').map((c) => c.path)).toEqual(['other']);
    expect(filterColumns(columns, ' ')).toBe(columns);
  });
});
