import type { ColumnInput } from '../../api/generated/graphql';
import type { Column } from './queries';

const LINE = /^(\S+)\s+(.+?)(?:\s+(required|nullable))?(?:\s+was\s+(\S+))?$/;

/** A schema as text, a column a line: `amount NUMERIC required`. */
export function writeProposal(columns: readonly Pick<Column, 'path' | 'type' | 'nullable'>[]) {
  return columns
    .map(({ path, type, nullable }) => {
      const need = nullable === null ? '' : nullable ? ' nullable' : ' required';
      return `${path} ${type}${need}`;
    })
    .join('\n');
}

interface Read {
  columns: ColumnInput[];
  /** The first line that is none, counted from 1; null when all are. */
  wrong: number | null;
}

export function readProposal(text: string): Read {
  const columns: ColumnInput[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line) continue;
    const [, path, type, need, was] = LINE.exec(line) ?? [];
    if (!path || !type) return { columns, wrong: i + 1 };
    columns.push({
      ...{ path, type },
      ...(need && { nullable: need === 'nullable' }),
      ...(was && { renamedFrom: was }),
    });
  }
  return { columns, wrong: null };
}
