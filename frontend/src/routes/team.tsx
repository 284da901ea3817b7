import { useParams } from 'react-router';
import { TeamPage } from '../features/team/TeamPage';
import { makeRef } from '../lib/ref';

export function Component() {
  const { namespace = '', name = '' } = useParams();
  return <TeamPage id={makeRef('group', namespace, name)} />;
}
