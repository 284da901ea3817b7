import { useParams } from 'react-router';
import { PersonPage } from '../features/team/PersonPage';
import { makeRef } from '../lib/ref';

export function Component() {
  const { namespace = '', name = '' } = useParams();
  return <PersonPage id={makeRef('user', namespace, name)} />;
}
