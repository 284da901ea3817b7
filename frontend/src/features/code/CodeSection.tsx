import { CopyButton } from '../../components/CopyButton';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { Day } from '../../components/Time';
import { useCode, type Code } from './queries';

/** What a producer calls an address is a link only where a browser can follow it. */
const isWeb = (address: string | null): address is string => /^https?:\/\//.test(address ?? '');

/** A commit as Git shortens it; other versions as they are. */
const shortVersion = (version: string): string =>
  /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 8) : version;

function Place({ code }: { code: Code }) {
  const { repoUrl, path, version } = code;
  const href = [code.url, repoUrl].find(isWeb);
  const words = [path ?? repoUrl ?? code.url, version && `at ${shortVersion(version)}`]
    .filter(Boolean)
    .join(' ');
  if (!words) return null;
  return (
    <p className="wrap" title={version ?? undefined}>
      {href ? (
        <a href={href} rel="noreferrer noopener" target="_blank">
          {words}
        </a>
      ) : (
        words
      )}
      {path && repoUrl && <span className="mute"> in {repoUrl}</span>}
    </p>
  );
}

function Text({ label, text, state }: { label: string } & Code['sql']) {
  if (state === 'ABSENT') return null;
  if (text === null) return <p className="mute">{label} is for those who may read events.</p>;
  return (
    <>
      <pre className="code" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <p className="acts">
        <CopyButton text={text}>{`Copy ${label}`}</CopyButton>
      </p>
    </>
  );
}

/** What a job runs, as its producer tells; nothing where none does. */
export function CodeSection({ id }: { id: string }) {
  const code = useCode(id);
  if (code.error) {
    return (
      <ErrorBand
        what="The code did not load"
        error={code.error}
        retry={() => void code.refetch()}
      />
    );
  }
  if (!code.data) return null;
  const { language, dialect, seenAt } = code.data;
  return (
    <Section
      title="Code"
      count={[language, dialect].filter(Boolean).join(', ') || undefined}
      end={
        <>
          seen <Day at={seenAt} />
        </>
      }
    >
      <Place code={code.data} />
      <Text label="SQL" {...code.data.sql} />
      <Text label="Source code" {...code.data.sourceCode} />
    </Section>
  );
}
