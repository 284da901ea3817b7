import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At } from '../../components/Time';
import { changeWord } from '../../lib/words';
import { useExistence } from './queries';

/** Above every tab of a dataset that is gone; nothing for one that is there. */
export function GoneBand({ id }: { id: string }) {
  const found = useExistence(id).data;
  if (!found || found.state === 'LIVE') return null;
  return (
    <div className="band warn" role="status">
      <StatusMark status={{ tone: 'warn', word: '' }} />
      <p>
        <b>{found.state === 'RENAMED' ? 'Renamed' : 'Dropped'}</b>
        {found.renamedTo && (
          <>
            {' to '}
            <RefLink link={found.renamedTo} className="" />
          </>
        )}
        {found.since && (
          <>
            {', '}
            <At at={found.since} />
          </>
        )}
        {found.job && (
          <>
            {', by '}
            <RefLink link={found.job} className="" />
          </>
        )}
        . Lineage as it is now leaves it out. Nothing wrote it since.
      </p>
    </div>
  );
}

/** What happened to a dataset beside being read and written: the last change of each kind. */
export function Changes({ id }: { id: string }) {
  const existence = useExistence(id);
  const changes = existence.data?.changes ?? [];
  if (existence.error) {
    return (
      <ErrorBand
        what="What happened to it did not load"
        error={existence.error}
        retry={() => void existence.refetch()}
      />
    );
  }
  if (changes.length === 0) return null;
  return (
    <Section title="What happened to it" count="the last change of each kind">
      <ul className="rows">
        {changes.map((change) => (
          <li key={`${change.kind} ${change.former?.ref ?? ''}`}>
            <span className="wrap">
              {changeWord(change.kind)}
              {change.former && (
                <>
                  {', was called '}
                  <RefLink link={change.former} className="" />
                </>
              )}
              {change.job && (
                <>
                  {' by '}
                  <RefLink link={change.job} className="" />
                </>
              )}
            </span>
            <span className="mute">
              <At at={change.at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
