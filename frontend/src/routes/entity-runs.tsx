import { Link } from 'react-router';
import { RunsTab } from '../features/runs/RunsTab';
import { timelinesPath } from '../lib/ref';
import { useEntity } from './entity-layout';

export function Component() {
  const { ref } = useEntity();
  return (
    <>
      <p className="above">
        <Link to={timelinesPath(ref)}>Timeline of the runs around it</Link>
      </p>
      <RunsTab id={ref} />
    </>
  );
}
