import { Link } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At, None } from '../../components/Time';
import { runTime } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { runStatus } from '../../lib/words';
import { useLastRuns } from './queries';

export function LastRuns({ id }: { id: string }) {
  const runs = useLastRuns(id);
  const path = entityPath(id, 'runs');
  return (
    <Section title="Last runs" end={<Link to={path}>All runs</Link>}>
      {runs.error && (
        <ErrorBand what="Runs did not load" error={runs.error} retry={() => void runs.refetch()} />
      )}
      {runs.data?.nodes.length === 0 && <Empty title="No run seen yet." />}
      <table aria-busy={runs.isPending}>
        <tbody>
          {runs.data?.nodes.map((run) => (
            <tr key={run.id}>
              <td>
                <StatusMark status={runStatus(run.state)} />
              </td>
              <th scope="row">
                <Link className="q" to={`${path}?run=${encodeURIComponent(run.id)}`}>
                  {run.startedAt ? <At at={run.startedAt} /> : 'not started'}
                </Link>
              </th>
              <td className="cut">{run.job.title}</td>
              <td className="n">
                {run.durationSeconds === null ? <None>–</None> : runTime(run.durationSeconds)}
              </td>
            </tr>
          ))}
          {runs.isPending && <SkeletonRows rows={6} columns={4} />}
        </tbody>
      </table>
    </Section>
  );
}
