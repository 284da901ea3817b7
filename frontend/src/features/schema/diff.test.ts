import { describe, expect, it } from 'vitest';
import { diffColumns, filterColumns, nest } from './diff';

const field = (path: string, type = 'STRING', nullable: boolean | null = null) => ({
  path,
  type,
  nullable,
  description: null,
});

describe('schema difference', () => {
  it('lists losses first, then changes, then gains', () => {
    const before = [
      field('gone', 'DATE'),
      field('kept'),
      field('wider', 'INT32'),
      field('strict', 'STRING', true),
    ];
    const after = [
      field('new', 'JSON'),
      field('kept'),
      field('wider', 'INT64'),
      field('strict', 'STRING', false),
    ];
    expect(diffColumns(before, after)).toEqual([
      { what: 'removed', path: 'gone', before: 'DATE' },
      { what: 'type', path: 'wider', before: 'INT32', after: 'INT64' },
      { what: 'nullable', path: 'strict', before: 'nullable', after: 'required' },
      { what: 'added', path: 'new', after: 'JSON' },
    ]);
  });

  it('says nothing of order or of unknown nullability', () => {
    expect(diffColumns([field('a'), field('b', 'X', true)], [field('b', 'X'), field('a')])).toEqual(
      [],
    );
  });
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
