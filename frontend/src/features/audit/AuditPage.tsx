import { useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SignInLink } from '../../components/SignInLink';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { count } from '../../lib/format';
import { useTitle } from '../../lib/use-title';
import { useViewer } from '../../lib/use-viewer';
import { AuditTable } from './AuditTable';
import { ChangePanel } from './ChangePanel';
import { useAudit } from './queries';
import { readAudit, writeAudit, type AuditState } from './url';

interface TextProps {
  label: string;
  hint: string;
  value: string;
  onCommit: (value: string) => void;
}

/** Filters by exact words: asked when Enter is pressed or the field is left. */
function TextFilter({ label, hint, value, onCommit }: TextProps) {
  const id = useId();
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const commit = () => {
    if (text.trim() !== value) onCommit(text.trim());
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="in"
        autoComplete="off"
        spellCheck={false}
        placeholder={hint}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </div>
  );
}

const ALLOWED = [
  { value: 'all', label: 'All' },
  { value: 'yes', label: 'Allowed' },
  { value: 'no', label: 'Refused' },
] as const;

interface StateProps {
  state: AuditState;
  change: (part: Partial<AuditState>) => void;
}

function Filters({ state, change }: StateProps) {
  return (
    <div className="filters" role="search">
      <TextFilter
        label="On what"
        hint="A ref, or a change set: chg_…"
        value={state.target}
        onCommit={(target) => change({ target })}
      />
      <TextFilter
        label="By whom"
        hint="Name of a person or token"
        value={state.by}
        onCommit={(by) => change({ by })}
      />
      <TextFilter
        label="Did what"
        hint="Such as owner_set"
        value={state.action}
        onCommit={(action) => change({ action })}
      />
      <Segmented
        label="Allowed or refused"
        value={state.allowed}
        options={[...ALLOWED]}
        onChange={(allowed) => change({ allowed })}
      />
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="No line matches.">Filters match whole words only.</Empty>;
  return <Empty title="Nothing here yet.">The first edit or refusal will be the first line.</Empty>;
}

function Lines({ state, change }: StateProps) {
  const audit = useAudit(state);
  const lines = audit.data?.pages.flatMap((page) => page.auditEntries.nodes);
  return (
    <div className="stack">
      {state.change && <ChangePanel id={state.change} onClose={() => change({ change: null })} />}
      <Section title="Lines" count={lines && `${count(lines.length)} shown, newest first`}>
        {audit.error && (
          <ErrorBand
            what="The audit did not load"
            error={audit.error}
            retry={() => void audit.refetch()}
          />
        )}
        {lines?.length === 0 && (
          <Nothing filtered={Boolean(state.target || state.by || state.action)} />
        )}
        {lines?.length !== 0 && !audit.error && (
          <div className="scroll">
            <AuditTable
              lines={lines}
              change={state.change}
              onChange={(id) => change({ change: id })}
            />
          </div>
        )}
        {audit.hasNextPage && (
          <p className="more">
            <button type="button" className="linklike" onClick={() => void audit.fetchNextPage()}>
              Next 50
            </button>
          </p>
        )}
      </Section>
    </div>
  );
}

export function AuditPage() {
  useTitle('Audit');
  const [params, setParams] = useSearchParams();
  const state = readAudit(params);
  const change = (part: Partial<AuditState>) => setParams(writeAudit({ ...state, ...part }));
  const viewer = useViewer();
  const may = viewer.data?.scopes.includes('audit:read');
  return (
    <main id="main" tabIndex={-1}>
      <div className="hd">
        <h1>Audit</h1>
        <p className="sub">What people and tokens changed or were refused. Never changed itself.</p>
      </div>
      {viewer.error && (
        <ErrorBand
          what="Who you are could not be read"
          error={viewer.error}
          retry={() => void viewer.refetch()}
        />
      )}
      {viewer.isPending && <SkeletonBlock height={280} />}
      {may === false && (
        <Empty title="You may not read the audit.">
          {!viewer.data?.signedIn && (
            <>
              <SignInLink /> first.{' '}
            </>
          )}
          Admins may, and tokens with the scope audit:read.
        </Empty>
      )}
      {may && (
        <>
          <Filters state={state} change={change} />
          <Lines state={state} change={change} />
        </>
      )}
    </main>
  );
}
