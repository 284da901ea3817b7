import { useSearchParams } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, WarnBand } from '../../components/states';
import { Ago } from '../../components/Time';
import { count } from '../../lib/format';
import { useTitle } from '../../lib/use-title';
import { IntakeSection } from './IntakeSection';
import { Plans } from './Plans';
import { useSources, type Source } from './queries';
import { SourcePanel } from './SourcePanel';
import { SourceTable } from './SourceTable';

function Pulse({ sources }: { sources: Source[] }) {
  const live = sources.filter((source) => source.state === 'OK').length;
  const sum = (key: 'entityCount' | 'issueCount') =>
    count(sources.reduce((n, source) => n + source[key], 0));
  return (
    <dl className="pulse">
      <div>
        <dt>Live</dt>
        <dd>
          {count(live)}
          <span className="mute"> of {count(sources.length)}</span>
        </dd>
      </div>
      <div>
        <dt>Claims</dt>
        <dd>{sum('entityCount')}</dd>
      </div>
      <div>
        <dt>Open issues</dt>
        <dd>{sum('issueCount')}</dd>
      </div>
    </dl>
  );
}

export function SourcesPage() {
  useTitle('Sources');
  const [params, setParams] = useSearchParams();
  const query = useSources();
  const sources = query.data?.pages.flatMap((page) => page.sources.nodes);
  const key = params.get('source');
  const selected = sources?.find((source) => source.key === key);
  const select = (next: string | null) => setParams(next ? { source: next } : {});
  return (
    <main id="main" tabIndex={-1}>
      <div className="hd">
        <h1>Sources</h1>
        {sources && <Pulse sources={sources} />}
      </div>
      {query.error && !sources && (
        <ErrorBand
          what="Sources did not load"
          error={query.error}
          retry={() => void query.refetch()}
        />
      )}
      {query.error && sources && (
        <WarnBand
          action={
            <button type="button" className="btn s" onClick={() => void query.refetch()}>
              Try now
            </button>
          }
        >
          <b>
            Showing <Ago at={new Date(query.dataUpdatedAt).toISOString()} />.
          </b>{' '}
          The server did not answer since.
        </WarnBand>
      )}
      {(sources || !query.error) && (
        <div className="stack">
          <Section
            title="Syncs"
            count={sources && count(sources.length)}
            end="read again every 10 s while you look"
          >
            {sources?.length === 0 ? (
              <Empty title="No source is configured.">
                Add one to headwater.yaml; it shows here with its first heartbeat.
              </Empty>
            ) : (
              <div className="scroll">
                <SourceTable sources={sources} selected={key} onSelect={select} />
              </div>
            )}
            {query.hasNextPage && (
              <p className="more">
                <button
                  type="button"
                  className="linklike"
                  onClick={() => void query.fetchNextPage()}
                >
                  Next 100
                </button>
              </p>
            )}
          </Section>
          <Plans source={key} />
          <SourcePanel source={selected ?? null} />
          <IntakeSection source={selected?.key ?? null} />
        </div>
      )}
    </main>
  );
}
