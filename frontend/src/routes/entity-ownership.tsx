import { OwnershipTab } from '../features/ownership/OwnershipTab';
import { isJudged } from '../lib/words';
import { useEntity } from './entity-layout';

export function Component() {
  const entity = useEntity();
  return <OwnershipTab entity={entity} owned={isJudged(entity.kind)} />;
}
