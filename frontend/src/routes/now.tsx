import { FirstSteps } from '../features/estate/FirstSteps';
import { useEstate } from '../features/estate/queries';
import { NowPage } from '../features/now/NowPage';

export function Component() {
  const estate = useEstate();
  return estate.data?.entitySearch.totalCount === 0 ? <FirstSteps /> : <NowPage />;
}
