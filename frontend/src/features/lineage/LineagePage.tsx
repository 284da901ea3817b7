import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { EntityName } from '../../components/EntityName';
import { Empty, ErrorBand } from '../../components/states';
import { entityPath, lineagePath, parseRef } from '../../lib/ref';
import { useTitle } from '../../lib/use-title';
import { kindWord } from '../../lib/words';
import { Explorer } from './Explorer';
import { usePicker } from './queries';
import { readLineage, recentre, writeLineage, type LineageState } from './url';
import './map.css';
import './lineage.css';
import './answers.css';

function Picker({ bad }: { bad: string | null }) {
  const [text, setText] = useState('');
  const found = usePicker(text.trim());
  const navigate = useNavigate();
  const nodes = found.data?.entitySearch.nodes;
  return (
    <main id="main" tabIndex={-1} className="picker">
      <h1>
        Lineage <b>of what?</b>
      </h1>
      {bad && (
        <ErrorBand what={`“${bad}” is not a reference`} error={new Error('kind:namespace/name')} />
      )}
      <div className="field">
        <label htmlFor="pick">Dataset, job or pipeline to start from</label>
        <input
          id="pick"
          className="in"
          type="search"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const first = nodes?.[0];
            if (event.key === 'Enter' && first) void navigate(lineagePath(first.ref));
          }}
        />
      </div>
      {found.error && (
        <ErrorBand
          what="Search did not work"
          error={found.error}
          retry={() => void found.refetch()}
        />
      )}
      {nodes?.length === 0 && (
        <Empty title={text ? `Nothing matches “${text}”.` : 'Nothing to draw yet.'} />
      )}
      <ul className="rows">
        {nodes?.map((entity) => (
          <li key={entity.ref}>
            <EntityName entity={entity} />
            <span className="mute">{kindWord(entity.kind)}</span>
            <button
              type="button"
              className="btn s"
              onClick={() => void navigate(lineagePath(entity.ref))}
            >
              Draw<span className="vh"> {entity.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}

function useLineageState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readLineage(params), [params]);
  const change = (next: LineageState) =>
    setParams(writeLineage(next), { preventScrollReset: true });
  return [state, change] as const;
}

export function LineagePage() {
  const [state, change] = useLineageState();
  const parts = state.ref ? parseRef(state.ref) : null;
  useTitle(parts ? `Lineage of ${parts.name}` : 'Lineage');
  if (!state.ref || !parts) return <Picker bad={state.ref} />;
  return (
    <main id="main" tabIndex={-1} className="full">
      <h1 className="vh">Lineage of {state.ref}</h1>
      <Explorer
        focus={state.ref}
        state={state}
        onChange={change}
        onCentre={(ref) => change(recentre(state, ref))}
        named
      />
    </main>
  );
}

/** The explorer as a tab: the path holds the focus, so another focus is another page. */
export function EmbeddedExplorer({ focus }: { focus: string }) {
  const [state, change] = useLineageState();
  const navigate = useNavigate();
  return (
    <div className="embedded">
      <Explorer
        focus={focus}
        state={state}
        onChange={change}
        onCentre={(ref) => {
          const query = writeLineage({ ...recentre(state, ref), ref: null }).toString();
          void navigate(entityPath(ref, 'lineage') + (query && `?${query}`));
        }}
      />
    </div>
  );
}
