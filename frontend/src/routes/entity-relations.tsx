import { RelationsTab } from '../features/relations/RelationsTab';
import { useEntity } from './entity-layout';

export function Component() {
  return <RelationsTab id={useEntity().ref} />;
}
