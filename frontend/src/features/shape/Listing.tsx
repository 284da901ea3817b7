import type { ReactNode } from 'react';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';

interface Props<T> {
  title: string;
  count?: ReactNode;
  end?: ReactNode;
  /** A title each; those of numbers begin with `#`. */
  heads: string[];
  rows: readonly T[] | undefined;
  row: (item: T) => ReactNode;
  query: {
    error: unknown;
    refetch: () => unknown;
    hasNextPage?: boolean;
    fetchNextPage?: () => unknown;
  };
  empty: [title: string, words: string];
}

/** A table of what was found, with all that it can be in place of rows. */
export function Listing<T>({ title, count, end, heads, rows, row, query, empty }: Props<T>) {
  return (
    <Section title={title} count={count} end={end}>
      {query.error ? (
        <ErrorBand
          what="The list did not load"
          error={query.error}
          retry={() => void query.refetch()}
        />
      ) : rows?.length === 0 ? (
        <Empty title={empty[0]}>{empty[1]}</Empty>
      ) : (
        <div className="scroll">
          <table aria-busy={!rows}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col" className={head.startsWith('#') ? 'n' : undefined}>
                    {head.replace('#', '')}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{rows ? rows.map(row) : <SkeletonRows rows={8} columns={heads.length} />}</tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void query.fetchNextPage?.()}>
            Next 50
          </button>
        </p>
      )}
    </Section>
  );
}
