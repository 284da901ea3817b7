import { SchemaTab } from '../features/schema/SchemaTab';
import { mayEdit } from '../lib/may-edit';
import { useViewer } from '../lib/use-viewer';
import { useEntity } from './entity-layout';

export function Component() {
  const entity = useEntity();
  const may = mayEdit(useViewer().data, entity);
  return <SchemaTab id={entity.ref} editable={may ? entity : null} />;
}
