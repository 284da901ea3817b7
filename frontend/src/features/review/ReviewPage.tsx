import { useSearchParams } from 'react-router';
import type { VariantKind } from '../../api/generated/graphql';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { total } from '../../lib/format';
import { useTitle } from '../../lib/use-title';
import { useViewer } from '../../lib/use-viewer';
import { Pair } from './Pair';
import { useVariants } from './queries';

type Show = 'spellings' | 'partitions' | 'all';

const KINDS: Record<Show, VariantKind[] | null> = {
  spellings: ['QUOTING', 'CASE', 'PATH', 'SCHEME', 'PORT'],
  partitions: ['PARTITION'],
  all: null,
};
const OPTIONS: { value: Show; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'spellings', label: 'Spellings' },
  { value: 'partitions', label: 'Partitions' },
];

const isShow = (text: string | null): text is Show => text !== null && text in KINDS;

/** Names that may mean one thing. Nothing is merged until somebody says so here. */
export function ReviewPage() {
  useTitle('Review');
  const [params, setParams] = useSearchParams();
  const asked = params.get('show');
  const show = isShow(asked) ? asked : 'all';
  const query = useVariants(KINDS[show]);
  const mayAct = useViewer().data?.role === 'ADMIN';
  const nodes = query.data?.pages.flatMap((page) => page.variants.nodes);
  const first = query.data?.pages[0]?.variants;
  return (
    <main id="main" tabIndex={-1}>
      <div className="hd">
        <h1>Review</h1>
        <Segmented
          label="What to show"
          value={show}
          options={OPTIONS}
          onChange={(next) => setParams(next === 'all' ? {} : { show: next }, { replace: true })}
        />
      </div>
      <Section
        title="Names that may mean one thing"
        count={first && total(first.totalCount, first.totalCountState)}
        end={mayAct ? 'newest first' : 'admins decide'}
      >
        {query.error && (
          <ErrorBand
            what="The list did not load"
            error={query.error}
            retry={() => void query.refetch()}
          />
        )}
        {query.isPending && <SkeletonBlock height={220} />}
        {nodes?.length === 0 && (
          <Empty title="No two names are alike.">
            Names that differ in quotes, case, slashes, or the word for their store are listed here
            when a producer sends them.
          </Empty>
        )}
        <ul className="items">
          {nodes?.map((variant) => (
            <Pair key={variant.id} variant={variant} mayAct={mayAct} />
          ))}
        </ul>
        {query.hasNextPage && (
          <p className="more">
            <button type="button" className="linklike" onClick={() => void query.fetchNextPage()}>
              Next 20
            </button>
          </p>
        )}
      </Section>
    </main>
  );
}
