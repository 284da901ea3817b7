import { RunsTab } from '../features/runs/RunsTab';
import { useEntity } from './entity-layout';

export function Component() {
  return <RunsTab id={useEntity().ref} />;
}
