import { SchemaTab } from '../features/schema/SchemaTab';
import { useEntity } from './entity-layout';

export function Component() {
  return <SchemaTab id={useEntity().ref} />;
}
