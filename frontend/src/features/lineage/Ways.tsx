import type { UseQueryResult } from '@tanstack/react-query';
import { RefLink } from '../../components/EntityName';
import { ErrorBand, WarnBand } from '../../components/states';
import { plural } from '../../lib/format';
import { parseRef } from '../../lib/ref';
import type { Trace, WalkNode } from './queries';
import type { LineageState } from './url';

interface Props {
  ways: UseQueryResult<Trace>;
  /** As they are drawn: with their jobs, or without. */
  paths: Trace['paths'] | undefined;
  state: LineageState;
  nodes: Map<string, WalkNode>;
  onChange: (next: Partial<LineageState>) => void;
}

const SEARCHED = 20;

/** What was found between the focus and the other end, in words. */
function found(paths: Trace['paths'], complete: boolean): string {
  const [first] = paths;
  if (!first) return '';
  if (first.hops === 0) return 'Both ends are the same.';
  const ways = paths.length === 1 ? 'One way' : `The ${paths.length} shortest ways`;
  return `${ways}, ${paths.length === 1 ? 'of' : 'the first of'} ${plural(first.hops, 'hop')}${
    complete ? '' : '; both ends lead to so much that a shorter one may be missing'
  }.`;
}

/** Says which ways are drawn, or that there are none, and leads to those against them. */
export function Ways({ ways, paths, state, nodes, onChange }: Props) {
  const ref = state.to as string;
  const title = nodes.get(ref)?.entity?.title ?? parseRef(ref)?.name ?? ref;
  const down = state.way === 'down';
  if (ways.error) {
    return (
      <ErrorBand what="Ways did not load" error={ways.error} retry={() => void ways.refetch()} />
    );
  }
  const turn = (
    <button type="button" className="btn s" onClick={() => onChange({ way: down ? 'up' : 'down' })}>
      {down ? `Ways from ${title}` : `Ways to ${title}`}
    </button>
  );
  const complete = ways.data?.complete ?? true;
  return paths?.length === 0 ? (
    <WarnBand action={turn}>
      <b>{down ? `Nothing here flows to ${title}.` : `Nothing of ${title} flows here.`}</b>{' '}
      {complete
        ? `There is no way of at most ${SEARCHED} hops.`
        : 'Both ends lead to so much that the search was ended.'}{' '}
      <Without onChange={onChange} />
    </WarnBand>
  ) : (
    <div className="ways" role="status">
      <span className="chip solid">
        {down ? 'To' : 'From'} {title}
        <button
          type="button"
          className="x"
          aria-label={`Without the way ${down ? 'to' : 'from'} ${title}`}
          onClick={() => onChange({ to: null, way: 'down' })}
        >
          ×
        </button>
      </span>
      <span>{paths ? found(paths, complete) : 'Looking for ways'}</span>
      <RefLink link={{ ref, title: 'Open its page', exists: true }} className="" />
      {turn}
    </div>
  );
}

function Without({ onChange }: Pick<Props, 'onChange'>) {
  return (
    <button type="button" className="linklike" onClick={() => onChange({ to: null, way: 'down' })}>
      Back to the whole picture
    </button>
  );
}
