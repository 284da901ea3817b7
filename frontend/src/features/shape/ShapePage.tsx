import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Segmented } from '../../components/Segmented';
import { TeamPicker } from '../../components/TeamPicker';
import { useTitle } from '../../lib/use-title';
import { Cycles, Deadlines, Hubs, Orphans } from './Lists';
import { readShape, TABS, writeShape, type ShapeState } from './url';

/** What is odd about the graph as a whole. */
export function ShapePage() {
  useTitle('Graph health');
  const [params, setParams] = useSearchParams();
  const [names, setNames] = useState<Record<string, string>>({});
  const state = readShape(params);
  const change = (next: Partial<ShapeState>) =>
    setParams(writeShape({ ...state, ...next }), { preventScrollReset: true });
  const given = { state, change };
  return (
    <main id="main" tabIndex={-1} className="shape">
      <div className="hd">
        <h1>
          Graph <b>health</b>
        </h1>
        <Segmented
          label="What to look at"
          value={state.tab}
          options={[...TABS]}
          onChange={(tab) => change({ tab })}
        />
      </div>
      <div className="stack">
        {state.tab !== 'cycles' && (
          <div className="narrow">
            <TeamPicker
              label="Accountable, with teams below"
              value={state.owner}
              names={names}
              onChange={(owner, title) => {
                if (owner && title) setNames({ ...names, [owner]: title });
                if (owner !== state.owner) change({ owner });
              }}
            />
          </div>
        )}
        {state.tab === 'deadlines' && <Deadlines {...given} />}
        {state.tab === 'orphans' && <Orphans {...given} />}
        {state.tab === 'hubs' && <Hubs {...given} />}
        {state.tab === 'cycles' && <Cycles />}
      </div>
    </main>
  );
}
