import { Breakable } from '../../components/Breakable';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Ago, Day } from '../../components/Time';
import { count } from '../../lib/format';
import type { Detail } from './queries';

export function Provenance({ detail }: { detail: Detail }) {
  if (detail.provenance.length === 0) return null;
  return (
    <Section title="Who said what" count="the source that won each field">
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Source</th>
            <th scope="col" className="n">
              Lost
            </th>
            <th scope="col" className="n">
              Said
            </th>
          </tr>
        </thead>
        <tbody>
          {detail.provenance.map((row) => (
            <tr key={row.field}>
              <th scope="row" className="wrap">
                <code>
                  <Breakable text={row.field} />
                </code>
              </th>
              <td title={row.url ?? undefined}>
                {row.url?.startsWith('http') ? (
                  <a href={row.url} rel="noreferrer noopener" target="_blank">
                    {row.source}
                  </a>
                ) : (
                  (row.by ?? row.source)
                )}
              </td>
              <td className="n" title={row.losers.map((loser) => JSON.stringify(loser)).join('\n')}>
                {count(row.losers.length)}
              </td>
              <td className="n">
                <Day at={row.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

export function Issues({ detail }: { detail: Detail }) {
  if (detail.issues.length === 0) return null;
  return (
    <Section title="Issues" count={count(detail.issues.length)}>
      <ul className="iss">
        {detail.issues.map((issue) => (
          <li key={issue.id}>
            <StatusMark status={{ tone: 'warn', word: '' }}>
              <span className="vh">Warning</span>
            </StatusMark>
            <span>
              {issue.message}
              <small>
                <code>{issue.code}</code> in <code>{issue.item}</code>, {issue.source}
              </small>
            </span>
            <Ago at={issue.lastSeenAt} className="m mute" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
