import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { EntityName, RefLink } from '../../components/EntityName';
import { Meter } from '../../components/Meter';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { At, None } from '../../components/Time';
import { count } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { useHotkeys } from '../../lib/use-hotkey';
import { LATE } from '../../lib/words';
import type { useAttention, Found } from './queries';
import { rank, type Need } from './rank';

function useRowKeys(needs: Need<Found>[]) {
  const navigate = useNavigate();
  const [row, setRow] = useState(-1);
  const at = Math.min(row, needs.length - 1);
  useEffect(() => {
    document.querySelector('.needs [aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const open = () => {
    const need = needs[at];
    if (need) void navigate(entityPath(need.entity.ref));
  };
  useHotkeys({
    j: () => setRow(Math.min(at + 1, needs.length - 1)),
    k: () => setRow(Math.max(at - 1, 0)),
    o: open,
    Enter: (event) => {
      // A focused link or button has its own Enter.
      if (event.target === document.body) open();
    },
  });
  return at;
}

function Line({ need, current }: { need: Need<Found>; current: boolean }) {
  const { entity, tone, reasons } = need;
  return (
    <li aria-current={current ? 'true' : undefined}>
      <StatusMark status={{ tone, word: '' }} />
      <EntityName entity={entity}>
        <span className={tone}>{reasons.join(', ')}</span>
        {entity.expectedBy && LATE.includes(entity.freshness) && (
          <>
            , was expected by <At at={entity.expectedBy} className="m" />
          </>
        )}
      </EntityName>
      <span className="own-by">
        {entity.owner ? <RefLink link={entity.owner} /> : <None>nobody</None>}
      </span>
      <Meter value={entity.condition} />
      <span className="tier nw">{entity.tier ? `tier ${entity.tier}` : <None>no tier</None>}</span>
    </li>
  );
}

/** One list of everything to act on; J and K move, O opens. */
export function Needs({ query, quiet }: { query: ReturnType<typeof useAttention>; quiet: string }) {
  const { data } = query;
  const needs = data
    ? rank({
        late: data.late.nodes,
        failing: data.failing.nodes,
        unsure: data.unsure.nodes,
      })
    : [];
  const at = useRowKeys(needs);
  const keys = (
    <span>
      <kbd>J</kbd> <kbd>K</kbd> move <kbd>O</kbd> open
    </span>
  );
  return (
    <Section title="Needs attention" count={data && `${count(needs.length)} shown`} end={keys}>
      {query.error && (
        <ErrorBand what="This did not load" error={query.error} retry={query.retry} />
      )}
      {!data && !query.error && <SkeletonBlock height={320} />}
      {data && needs.length === 0 && (
        <Empty title="All quiet.">Nothing of {quiet} is late, failing or without an owner.</Empty>
      )}
      {data &&
        [data.late, data.failing, data.unsure].some(
          (page) => page.nodes.length < (page.totalCount ?? 0),
        ) && (
          <p className="mute lead">The first of each kind by tier; the counts above lead to all.</p>
        )}
      <ul className="needs">
        {needs.map((need, i) => (
          <Line key={need.entity.ref} need={need} current={i === at} />
        ))}
      </ul>
    </Section>
  );
}
