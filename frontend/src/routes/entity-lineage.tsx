import { EmbeddedExplorer } from '../features/lineage/LineagePage';
import { useEntity } from './entity-layout';

export function Component() {
  return <EmbeddedExplorer focus={useEntity().ref} />;
}
