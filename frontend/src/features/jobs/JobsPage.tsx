import { Fragment } from 'react';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Empty, ErrorBand, SkeletonRows, WarnBand } from '../../components/states';
import { Ago, None } from '../../components/Time';
import { count, duration } from '../../lib/format';
import { useTitle } from '../../lib/use-title';
import { taskStatus } from '../../lib/words';
import { useTasks, type Task } from './queries';

/** Below ten seconds, tenths tell a fast task from a slow one. */
function took(seconds: number | null): string | null {
  if (seconds === null) return null;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : duration(seconds);
}

function Row({ task }: { task: Task }) {
  return (
    <Fragment>
      <tr className="two">
        <th scope="row">
          {task.title}
          <small>
            <code>{task.name}</code>
          </small>
        </th>
        <td>
          <StatusMark status={taskStatus(task.state)} />
        </td>
        <td className="n">{duration(task.intervalSeconds)}</td>
        <td className="n">{task.startedAt ? <Ago at={task.startedAt} /> : <None>not yet</None>}</td>
        <td className="n">{took(task.durationSeconds) ?? <None>–</None>}</td>
        <td className="n">{task.rowCount === null ? <None>–</None> : count(task.rowCount)}</td>
        <td className="n">
          {task.backlog === null ? <None>no queue</None> : count(task.backlog)}
          {task.backlog !== null && task.backlog > 0 && task.backlogSeconds !== null && (
            <small>oldest {duration(task.backlogSeconds)}</small>
          )}
        </td>
        <td className={task.failureCount > 0 ? 'n' : 'n mute'}>
          {count(task.failureCount)} of {count(task.runCount)}
        </td>
      </tr>
      {task.error && (
        <tr className="note">
          <td colSpan={8} className={task.state === 'FAILING' ? 'fail' : 'mute'}>
            {task.failedAt && (
              <>
                Broke <Ago at={task.failedAt} />:{' '}
              </>
            )}
            <code>{task.error}</code>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

const HEADS = ['Every', 'Last run', 'Took', 'Rows', 'Waiting', 'Broke'];

function TaskTable({ tasks }: { tasks: readonly Task[] | undefined }) {
  return (
    <table className="jobs" aria-busy={!tasks}>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">State</th>
          {HEADS.map((head) => (
            <th key={head} scope="col" className="n">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks ? (
          tasks.map((task) => <Row key={task.name} task={task} />)
        ) : (
          <SkeletonRows rows={8} columns={8} two />
        )}
      </tbody>
    </table>
  );
}

export function JobsPage() {
  useTitle('Background tasks');
  const tasks = useTasks();
  const bad = tasks.data?.filter((task) => ['FAILING', 'OVERDUE'].includes(task.state)).length;
  return (
    <main id="main" tabIndex={-1}>
      <div className="hd">
        <h1>
          Background <b>tasks</b>
        </h1>
        {tasks.data && (
          <p className="sub" role="status">
            {bad === 0 ? 'All run well.' : `${bad} of ${tasks.data.length} need a look.`}
          </p>
        )}
      </div>
      {tasks.error && !tasks.data && (
        <ErrorBand
          what="The tasks did not load"
          error={tasks.error}
          retry={() => void tasks.refetch()}
        />
      )}
      {tasks.error && tasks.data && (
        <WarnBand>
          <b>
            Showing <Ago at={new Date(tasks.dataUpdatedAt).toISOString()} />.
          </b>{' '}
          The server did not answer since.
        </WarnBand>
      )}
      {(tasks.data || !tasks.error) && (
        <Section
          title="Tasks"
          count={tasks.data && count(tasks.data.length)}
          end="read again every 10 s while you look"
        >
          {tasks.data?.length === 0 ? (
            <Empty title="No task is installed." />
          ) : (
            <div className="scroll">
              <TaskTable tasks={tasks.data} />
            </div>
          )}
        </Section>
      )}
    </main>
  );
}
