import { HealthTab } from '../features/health/HealthTab';
import { useEntity } from './entity-layout';

export function Component() {
  return <HealthTab id={useEntity().ref} />;
}
